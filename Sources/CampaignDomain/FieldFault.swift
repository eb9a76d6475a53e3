/// The fault of one field of a request, in words for the one who filled it in.
public struct FieldFault: Error, Hashable, Sendable {
  /// The field's name in the request's message, as `user_id`.
  public let field: String
  /// The rule that the field must follow, in English.
  public let description: String

  /// `description` continues the sentence that `field` begins: "is empty; give a name…".
  public init(field: String, description: String) {
    self.field = field
    self.description = description
  }
}
