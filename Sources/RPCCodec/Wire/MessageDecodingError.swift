/// The reason for which bytes are not the message that they should be.
public enum MessageDecodingError: Error, Equatable, Sendable {
  /// The bytes are no protobuf of the message; the text says what is wrong with them.
  case malformed(String)
  /// A string field is not UTF-8. The field is named as in its proto file.
  case invalidUTF8(field: String)
  /// A string field contains U+0000. The field is named as in its proto file.
  case containsNUL(field: String)
  /// The message has more fields, nested ones included, than this end takes.
  case tooManyFields(limit: Int)
}

extension MessageDecodingError: CustomStringConvertible {
  /// The fault, in words for the sender.
  public var description: String {
    switch self {
    case .malformed(let reason): reason
    case .invalidUTF8(let field): "\(field) is not valid UTF-8"
    case .containsNUL(let field): "\(field) contains U+0000"
    case .tooManyFields(let limit): "the message has more than \(limit) fields"
    }
  }
}
