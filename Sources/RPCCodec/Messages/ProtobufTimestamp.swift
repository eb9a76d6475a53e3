import CCampaignProto

/// `google.protobuf.Timestamp`: a point in time, to the nanosecond, as it stands in a message.
public struct ProtobufTimestamp: Hashable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.protobuf.Timestamp"

  /// Seconds since 1970-01-01T00:00:00Z.
  public var seconds: Int64
  /// Nanoseconds after that second, 0 to 999,999,999.
  public var nanos: Int32

  /// A timestamp of these two fields, which are not checked.
  public init(seconds: Int64 = 0, nanos: Int32 = 0) {
    self.seconds = seconds
    self.nanos = nanos
  }

  /// The timestamp of a number of microseconds since 1970-01-01T00:00:00Z.
  public init(microsecondsSinceEpoch microseconds: Int64) {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    self.init(
      seconds: rest < 0 ? seconds - 1 : seconds, nanos: Int32((rest < 0 ? rest + 1_000_000 : rest) * 1_000))
  }

  /// True if it lies in the years 0001 to 9999 and its nanoseconds are less than a second.
  public var isValid: Bool {
    (-62_135_596_800...253_402_300_799).contains(seconds) && (0...999_999_999).contains(nanos)
  }

  /// Microseconds since 1970-01-01T00:00:00Z, what is finer cut off; `nil` where the timestamp isn't valid.
  public var microsecondsSinceEpoch: Int64? {
    isValid ? seconds * 1_000_000 + Int64(nanos / 1_000) : nil
  }
}

extension ProtobufTimestamp: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__protobuf__timestamp__init)

  init(reading message: UnsafePointer<Google__Protobuf__Timestamp>, with _: MessageCodec) {
    self.init(seconds: message.pointee.seconds, nanos: message.pointee.nanos)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Protobuf__Timestamp> {
    let message = arena.make(Self.descriptor)
    message.pointee.seconds = seconds
    message.pointee.nanos = nanos
    return message
  }
}
