/// A statement of a status beyond code and message. In a message it is a `google.protobuf.Any`.
public enum StatusDetail: Equatable, Sendable {
  /// `google.rpc.ErrorInfo`: the reason for programs.
  case errorInfo(reason: String, domain: String, metadata: [String: String])
  /// `google.rpc.LocalizedMessage`: the message for people of a language.
  case localizedMessage(locale: String, message: String)
  /// `google.rpc.BadRequest`: the faults of fields.
  case badRequest([FieldViolation])
  /// `google.rpc.RetryInfo`: the time to wait before asking again.
  case retryInfo(Duration)
  /// Anything else, as it came.
  case unknown(typeURL: String, value: [UInt8])
}

/// A fault of a field of a request.
public struct FieldViolation: Hashable, Sendable {
  /// The name in its proto file.
  public static let fullName = "google.rpc.BadRequest.FieldViolation"

  /// The field's name in its proto file: `user_id`.
  public var field: String
  /// The text of what is wrong with it.
  public var description: String

  /// A fault of this field.
  public init(field: String = "", description: String = "") {
    self.field = field
    self.description = description
  }
}
