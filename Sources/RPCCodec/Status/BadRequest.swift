import CCampaignProto

/// `google.rpc.BadRequest`.
struct BadRequest: Equatable, Sendable {
  static let fullName = "google.rpc.BadRequest"

  var fieldViolations: [FieldViolation]

  var detail: StatusDetail {
    .badRequest(fieldViolations)
  }
}

extension BadRequest: CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__bad_request__init)

  init(reading message: UnsafePointer<Google__Rpc__BadRequest>, with codec: MessageCodec) {
    self.init(
      fieldViolations: FieldViolation.readAll(
        message.pointee.field_violations, count: message.pointee.n_field_violations, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__BadRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.n_field_violations = fieldViolations.count
    message.pointee.field_violations = arena.messages(fieldViolations)
    return message
  }
}

extension FieldViolation: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(google__rpc__bad_request__field_violation__init)

  init(reading message: UnsafePointer<Google__Rpc__BadRequest__FieldViolation>, with _: MessageCodec) {
    self.init(
      field: String(field: message.pointee.field), description: String(field: message.pointee.description))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Google__Rpc__BadRequest__FieldViolation> {
    let message = arena.make(Self.descriptor)
    message.pointee.field = arena.string(field)
    message.pointee.description = arena.string(description)
    return message
  }
}
