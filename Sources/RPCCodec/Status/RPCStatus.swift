import CCampaignProto

/// `google.rpc.Status`: the outcome of a call that failed.
public struct RPCStatus: Error, Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.rpc.Status"

  /// The kind of failure.
  public var code: StatusCode
  /// The text of what happened and what to do, in English.
  public var message: String
  /// The details that are known besides.
  public var details: [StatusDetail]

  /// A status of these parts.
  public init(code: StatusCode = .ok, message: String = "", details: [StatusDetail] = []) {
    self.code = code
    self.message = message
    self.details = details
  }
}

extension RPCStatus: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__status__init)

  init(reading message: UnsafePointer<Google__Rpc__Status>, with codec: MessageCodec) {
    self.init(
      code: StatusCode(number: message.pointee.code), message: String(field: message.pointee.message),
      details: StatusDetail.readAll(message.pointee.details, count: message.pointee.n_details, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__Status> {
    let status = arena.make(Self.descriptor)
    status.pointee.code = code.rawValue
    status.pointee.message = arena.string(message)
    status.pointee.n_details = details.count
    status.pointee.details = arena.messages(details)
    return status
  }
}
