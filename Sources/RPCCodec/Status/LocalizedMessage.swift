import CCampaignProto

/// `google.rpc.LocalizedMessage`.
struct LocalizedMessage: Equatable, Sendable {
  static let fullName = "google.rpc.LocalizedMessage"

  var locale: String
  var message: String

  var detail: StatusDetail {
    .localizedMessage(locale: locale, message: message)
  }
}

extension LocalizedMessage: CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__localized_message__init)

  init(reading message: UnsafePointer<Google__Rpc__LocalizedMessage>, with _: MessageCodec) {
    self.init(locale: String(field: message.pointee.locale), message: String(field: message.pointee.message))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__LocalizedMessage> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.locale = arena.string(locale)
    structure.pointee.message = arena.string(message)
    return structure
  }
}
