import CCampaignProto

/// A key and a value that come with a request. Keys are lower case.
public struct MetadataEntry: Hashable, Sendable {
  /// The name in its proto file.
  public static let fullName = "ttrpc.KeyValue"

  /// `accept-language`, for example.
  public var key: String
  /// The value that the sender gives it.
  public var value: String

  /// An entry of this key and value.
  public init(key: String = "", value: String = "") {
    self.key = key
    self.value = value
  }
}

extension MetadataEntry: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(ttrpc__key_value__init)

  init(reading message: UnsafePointer<Ttrpc__KeyValue>, with _: MessageCodec) {
    self.init(key: String(field: message.pointee.key), value: String(field: message.pointee.value))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Ttrpc__KeyValue> {
    let message = arena.make(Self.descriptor)
    message.pointee.key = arena.string(key)
    message.pointee.value = arena.string(value)
    return message
  }
}
