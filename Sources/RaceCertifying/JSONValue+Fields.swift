internal import Foundation
internal import LoadReporting
internal import LoadSending

extension JSONValue {
  /// A value as JSON, its properties' names in snake case.
  init(of value: some Encodable) throws(LoadFailure) {
    do { try self.init(encoding: value) } catch { throw LoadFailure(error.description) }
  }

  /// The canonical text of every value that holds no others, empty arrays and objects too, by its path, such as
  /// `requests.outcomes.SOLD_OUT` or `invariants[3].held`.
  var fields: [String: String] {
    var fields: [String: String] = [:]
    collectFields(at: "", into: &fields)
    return fields
  }

  private func collectFields(at path: String, into fields: inout [String: String]) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() { element.collectFields(at: "\(path)[\(index)]", into: &fields) }
    case .object(let members) where !members.isEmpty:
      for (key, value) in members { value.collectFields(at: Self.path(path, member: key), into: &fields) }
    default:
      fields[path] = canonicalText
    }
  }

  /// The paths at which two sets of texts differ, in order, each with both texts. Another form of the same letters is a
  /// difference.
  static func differences(
    expected: [String: String], found: [String: String]
  ) -> [(path: String, expected: String?, found: String?)] {
    Set(expected.keys).union(found.keys).sorted { $0.compare($1, options: .numeric) == .orderedAscending }
      .map { (path: $0, expected: expected[$0], found: found[$0]) }
      .filter { $0.expected.map { Array($0.utf8) } != $0.found.map { Array($0.utf8) } }
  }

  /// The member of this key; `nil` where there is none, or where this is no object.
  subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The object with another value for this key; `nil` takes the member away.
  func with(_ key: String, _ value: JSONValue?) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members[key] = value
    return .object(members)
  }

  /// The number of members that all objects in it have.
  var memberCount: Int {
    switch self {
    case .array(let elements): elements.reduce(0) { $0 + $1.memberCount }
    case .object(let members): members.reduce(members.count) { $0 + $1.value.memberCount }
    default: 0
    }
  }

  /// The number of members that a text writes: more than its document has where an object has a key twice. Every reader
  /// takes another one of the two then, so that a digest over one says nothing of the other.
  static func writtenMemberCount(in bytes: [UInt8]) -> Int {
    var (count, isInString, isEscaped) = (0, false, false)
    for byte in bytes {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\"): isEscaped = isInString
      case UInt8(ascii: "\""): isInString.toggle()
      case UInt8(ascii: ":") where !isInString: count += 1
      default: break
      }
    }
    return count
  }
}
