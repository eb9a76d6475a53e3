internal import Foundation

/// The reason why a document is not what was expected: in one line, with the place.
package struct JSONFault: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ error: any Error) {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      description = "\(Self.path(context.codingPath + [key])) is missing"
    case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
      description = "it is not valid JSON"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      let path = Self.path(context.codingPath)
      description = (path.isEmpty ? "it" : path) + " is not what has to be there: \(context.debugDescription)"
    default: description = "\(error)"
    }
  }

  /// Decodes a document whose keys are the properties' names in snake case.
  package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(JSONFault) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(type, from: Data(bytes)) } catch { throw JSONFault(error) }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      key.intValue.map { "\(path)[\($0)]" } ?? JSONValue.path(path, member: snakeCase(key.stringValue))
    }
  }

  /// Our names have no two capitals side by side; the names of outcomes have no small letters.
  private static func snakeCase(_ name: String) -> String {
    guard name.contains(where: \.isLowercase) else { return name }
    return name.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
  }
}

extension JSONValue {
  /// The path at which a member stands. A key that is more than letters, digits and `_` is written as JSON in brackets,
  /// so that no two places have the same path.
  package static func path(_ path: String, member key: String) -> String {
    let isWord = !key.isEmpty && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    guard isWord else { return "\(path)[\(JSONValue.string(key).canonicalText)]" }
    return path.isEmpty ? key : "\(path).\(key)"
  }
}
