/// Writes JSON in the order in which it is told.
public struct JSONWriter {
  private let layout: ProtobufJSON.Layout
  private var depth = 0
  private var isFirstInContainer = true

  /// The text that was written.
  public private(set) var text = ""

  /// A writer that has written nothing.
  public init(layout: ProtobufJSON.Layout) {
    self.layout = layout
  }

  /// Writes an object; `members` writes its members with ``member(_:_:)`` and its like.
  public mutating func object(_ members: (inout JSONWriter) -> Void) {
    container("{", "}", members)
  }

  /// Writes an array of one value for each element.
  public mutating func array<Element>(_ elements: [Element], _ value: (inout JSONWriter, Element) -> Void) {
    container("[", "]") { writer in
      for element in elements {
        writer.beginElement()
        value(&writer, element)
      }
    }
  }

  /// Writes a member whose value `value` writes.
  public mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
    beginElement()
    string(name)
    text += layout == .pretty ? ": " : ":"
    value(&self)
  }

  /// Writes a string.
  public mutating func string(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // JSON demands only the first; the others act on a terminal, or end a line for some readers.
      case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// Writes a number that JSON's readers take exactly.
  public mutating func number(_ value: Int32) {
    text += String(value)
  }

  /// Writes true or false.
  public mutating func boolean(_ value: Bool) {
    text += value ? "true" : "false"
  }

  /// Writes null.
  public mutating func null() {
    text += "null"
  }

  private mutating func container(_ open: String, _ close: String, _ contents: (inout JSONWriter) -> Void) {
    text += open
    depth += 1
    isFirstInContainer = true
    contents(&self)
    depth -= 1
    if !isFirstInContainer {
      breakLine()
    }
    isFirstInContainer = false
    text += close
  }

  private mutating func beginElement() {
    if !isFirstInContainer {
      text += ","
    }
    isFirstInContainer = false
    breakLine()
  }

  private mutating func breakLine() {
    if layout == .pretty {
      text += "\n" + String(repeating: "  ", count: depth)
    }
  }
}
