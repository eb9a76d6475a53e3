internal import LoadReporting

extension JSONValue {
  /// A value that holds no others, and its path.
  struct Leaf {
    /// The path, such as `requests.outcomes.SOLD_OUT` or `invariants[3].held`.
    var path: String
    var value: JSONValue
  }

  /// Every value that holds no others, empty arrays and objects too, in order of their keys.
  var leaves: [Leaf] {
    var leaves: [Leaf] = []
    collectLeaves(at: "", into: &leaves)
    return leaves
  }

  private func collectLeaves(at path: String, into leaves: inout [Leaf]) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() { element.collectLeaves(at: "\(path)[\(index)]", into: &leaves) }
    case .object(let members) where !members.isEmpty:
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        value.collectLeaves(at: Self.path(path, member: key), into: &leaves)
      }
    default:
      leaves.append(Leaf(path: path, value: self))
    }
  }

  /// The member of this key; `nil` where there is none, or where this is no object.
  subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The object without the member of this key.
  func without(_ key: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.key != key })
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
