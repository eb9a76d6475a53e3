import CCampaignProto

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
    case .errorInfo(let reason, let domain, let metadata):
      arena.any(of: ErrorInfo(reason: reason, domain: domain, metadata: metadata))
    case .localizedMessage(let locale, let message):
      arena.any(of: LocalizedMessage(locale: locale, message: message))
    case .badRequest(let violations):
      arena.any(of: BadRequest(fieldViolations: violations))
    case .retryInfo(let delay):
      arena.any(of: RetryInfo(retryDelay: ProtobufDuration(delay)))
    case .unknown(let typeURL, let value):
      arena.any(typeURL: typeURL, value: arena.bytes(value))
    }
  }

  /// The detail, if its type is one of ours and its value is a message of that type.
  private static func known(
    typeURL: String, value: UnsafeRawBufferPointer, with codec: MessageCodec
  ) -> StatusDetail? {
    // The part before the last slash names whoever resolves the name; it doesn't matter to us.
    switch typeURL.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) {
    case ErrorInfo.fullName: try? codec.decode(ErrorInfo.self, from: value).get().detail
    case LocalizedMessage.fullName: try? codec.decode(LocalizedMessage.self, from: value).get().detail
    case BadRequest.fullName: try? codec.decode(BadRequest.self, from: value).get().detail
    case RetryInfo.fullName: try? codec.decode(RetryInfo.self, from: value).get().detail
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
