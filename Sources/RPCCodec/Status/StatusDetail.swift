import CCampaignProto

/// A statement of a status beyond code and message. In a message it is a `google.protobuf.Any`.
public enum StatusDetail: Equatable, Sendable {
  /// The reason for programs.
  case errorInfo(ErrorInfo)
  /// The message for people of a language.
  case localizedMessage(LocalizedMessage)
  /// The faults of fields.
  case badRequest(BadRequest)
  /// `google.rpc.RetryInfo`: the time to wait before asking again.
  case retryInfo(Duration)
  /// Anything else, as it came; so does a RetryInfo whose delay isn't a valid span.
  case unknown(typeURL: String, value: [UInt8])
}

extension StatusDetail: WireMessage, CStructConvertible {
  /// The name in its proto file.
  public static let fullName = "google.protobuf.Any"
  static let typeURLPrefix = "type.googleapis.com/"
  static let descriptor = MessageDescriptor(google__protobuf__any__init)

  init(reading message: UnsafePointer<Google__Protobuf__Any>, with codec: MessageCodec) {
    let typeURL = String(field: message.pointee.type_url)
    let value = UnsafeRawBufferPointer(start: message.pointee.value.data, count: message.pointee.value.len)
    self = Self.known(typeURL: typeURL, value: value, with: codec) ?? .unknown(typeURL: typeURL, value: Array(value))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Protobuf__Any> {
    switch self {
    case .errorInfo(let info): arena.any(of: info)
    case .localizedMessage(let message): arena.any(of: message)
    case .badRequest(let request): arena.any(of: request)
    case .retryInfo(let delay): arena.any(of: RetryInfo(retryDelay: ProtobufDuration(delay)))
    case .unknown(let typeURL, let value): arena.any(typeURL: typeURL, value: arena.bytes(value))
    }
  }

  /// The detail, if its type is one of ours and its value is a message of that type.
  private static func known(
    typeURL: String, value: UnsafeRawBufferPointer, with codec: MessageCodec
  ) -> StatusDetail? {
    func message<Message: CStructConvertible>(_: Message.Type) -> Message? {
      try? codec.decode(Message.self, from: value).get()
    }
    // The part before the last slash names whoever resolves the name; it doesn't matter to us.
    return switch typeURL.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) {
    case ErrorInfo.fullName: message(ErrorInfo.self).map { .errorInfo($0) }
    case LocalizedMessage.fullName: message(LocalizedMessage.self).map { .localizedMessage($0) }
    case BadRequest.fullName: message(BadRequest.self).map { .badRequest($0) }
    case RetryInfo.fullName:
      message(RetryInfo.self).flatMap { ($0.retryDelay ?? ProtobufDuration()).duration }.map { .retryInfo($0) }
    default: nil
    }
  }
}

extension MessageArena {
  /// An Any of a message of ours.
  fileprivate func any<Message: CStructConvertible>(
    of message: Message
  ) -> UnsafeMutablePointer<Google__Protobuf__Any> {
    let packable = PackableMessage(message.build(in: self))
    let bytes = UnsafeMutableRawBufferPointer(start: allocate(packable.byteCount), count: packable.byteCount)
    packable.pack(to: bytes)
    return any(typeURL: StatusDetail.typeURLPrefix + Message.fullName, value: bytes)
  }

  fileprivate func any(
    typeURL: String, value: UnsafeMutableRawBufferPointer
  ) -> UnsafeMutablePointer<Google__Protobuf__Any> {
    let any = make(StatusDetail.descriptor)
    any.pointee.type_url = string(typeURL)
    any.pointee.value.data = value.baseAddress?.assumingMemoryBound(to: UInt8.self)
    any.pointee.value.len = value.count
    return any
  }

  fileprivate func bytes(_ bytes: [UInt8]) -> UnsafeMutableRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer(start: allocate(bytes.count), count: bytes.count)
    copy.copyBytes(from: bytes)
    return copy
  }
}
