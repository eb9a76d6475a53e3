import CCampaignProto

/// `google.rpc.RetryInfo`.
struct RetryInfo: Equatable, Sendable {
  static let fullName = "google.rpc.RetryInfo"

  var retryDelay: ProtobufDuration?

  /// `nil` where the delay isn't a valid span; an absent one is none.
  var detail: StatusDetail? {
    (retryDelay ?? ProtobufDuration()).duration.map { .retryInfo($0) }
  }
}

extension RetryInfo: CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__retry_info__init)

  init(reading message: UnsafePointer<Google__Rpc__RetryInfo>, with codec: MessageCodec) {
    self.init(retryDelay: ProtobufDuration(reading: message.pointee.retry_delay, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__RetryInfo> {
    let message = arena.make(Self.descriptor)
    message.pointee.retry_delay = arena.message(retryDelay)
    return message
  }
}
