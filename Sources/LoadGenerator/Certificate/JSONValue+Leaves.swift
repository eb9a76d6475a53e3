extension JSONValue {
  /// A value that holds no others, and where it stands.
  struct Leaf {
    /// Such as `requests.outcomes.SOLD_OUT` or `invariants[3].held`.
    var path: String
    var value: JSONValue
  }

  /// Every value that holds no others, empty arrays and objects too, in the document's order.
  var leaves: [Leaf] {
    var leaves: [Leaf] = []
    collectLeaves(at: "", into: &leaves)
    return leaves
  }

  private func collectLeaves(at path: String, into leaves: inout [Leaf]) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() { element.collectLeaves(at: "\(path)[\(index)]", into: &leaves) }
    case .onOneLine(let value): value.collectLeaves(at: path, into: &leaves)
    case .object(let members) where !members.isEmpty:
      for (key, value) in members { value.collectLeaves(at: Self.path(path, member: key), into: &leaves) }
    default:
      leaves.append(Leaf(path: path, value: self))
    }
  }

  /// Where a member stands. A key that is more than letters, digits and `_` is written as JSON in brackets, so that no
  /// two places have the same path.
  static func path(_ path: String, member key: String) -> String {
    let isWord =
      !key.isEmpty
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
    guard isWord else { return "\(path)[\(JSONValue.string(key).canonicalText)]" }
    return path.isEmpty ? key : "\(path).\(key)"
  }

  /// The member of this key; nil where there is none, or where this is no object.
  subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The object without the member of this key.
  func without(_ key: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.key != key })
  }
}
