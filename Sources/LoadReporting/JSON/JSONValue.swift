internal import Foundation

/// Any JSON document, as Foundation reads it.
package indirect enum JSONValue: Codable, Equatable, Sendable {
  case integer(Int64)
  case decimal(Double)
  case string(String)
  case boolean(Bool)
  case array([JSONValue])
  case object([String: JSONValue])

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let integer = try? container.decode(Int64.self) {
      self = .integer(integer)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let boolean = try? container.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let decimal = try? container.decode(Double.self) {
      self = .decimal(decimal)
    } else if let members = try? container.decode([String: JSONValue].self) {
      self = .object(members)
    } else {
      self = .array(try container.decode([JSONValue].self))
    }
  }

  /// A value as JSON, its properties' names in snake case.
  package init(encoding value: some Encodable) throws(JSONFault) {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      self = try JSONDecoder().decode(JSONValue.self, from: try encoder.encode(value))
    } catch {
      throw JSONFault(error)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let integer): try container.encode(integer)
    case .decimal(let decimal): try container.encode(decimal)
    case .string(let string): try container.encode(string)
    case .boolean(let boolean): try container.encode(boolean)
    case .array(let elements): try container.encode(elements)
    case .object(let members): try container.encode(members)
    }
  }

  /// The document's canonical text. It is that of RFC 8785 (JSON Canonicalization Scheme) where keys are ASCII and
  /// numbers are integers within ±2^53: members sorted by their keys, nothing between the tokens, no escape that JSON
  /// doesn't demand.
  package var canonicalText: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Every value but an infinite number can be written, and JSON has none of those.
    return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self)
  }

  /// The document for people and programs: its members, and theirs, stand on lines of their own. Single values come
  /// first, then objects, then lists, each by name. All characters that act on a terminal are escaped.
  package var text: String {
    var text = ""
    write(to: &text, indentation: "", levels: 2)
    return text
  }

  private func write(to text: inout String, indentation: String, levels: Int) {
    let (brackets, items): ((open: String, close: String), [(key: String, value: JSONValue)])
    switch self {
    case .integer(let integer): return text += String(integer)
    case .array(let elements): (brackets, items) = (("[", "]"), elements.map { ("", $0) })
    case .object(let members):
      let sorted = members.sorted { ($0.value.rank, $0.key) < ($1.value.rank, $1.key) }
      (brackets, items) = (("{", "}"), sorted.map { (JSONValue.string($0.key).escapedText + ": ", $0.value) })
    default: return text += escapedText
    }
    let isSpread = levels > 0 && !items.isEmpty
    text += brackets.open
    for (index, item) in items.enumerated() {
      if index > 0 { text += isSpread ? "," : ", " }
      if isSpread { text += "\n\(indentation)  " }
      text += item.key
      item.value.write(to: &text, indentation: indentation + "  ", levels: levels - 1)
    }
    text += (isSpread ? "\n\(indentation)" : "") + brackets.close
  }

  private var rank: Int {
    switch self {
    case .integer, .decimal, .string, .boolean: 0
    case .object: 1
    case .array: 2
    }
  }

  /// Characters of which JSON demands no escapes, but which act on a terminal, or end a line for some readers.
  private var escapedText: String {
    var text = ""
    for scalar in canonicalText.unicodeScalars {
      switch scalar {
      case "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
