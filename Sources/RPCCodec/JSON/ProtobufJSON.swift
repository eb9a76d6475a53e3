/// A message that has a JSON form by the protobuf JSON mapping.
public protocol JSONRepresentable {
  /// Writes the message as one JSON value.
  func writeJSON(to writer: inout JSONWriter)
}

/// A message whose JSON form is an object of its fields.
protocol JSONObject: JSONRepresentable {
  /// Writes the members of the object.
  func writeFields(to writer: inout JSONWriter)
}

extension JSONObject {
  /// Writes the message as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writeFields(to: &$0) }
  }
}

/// The protobuf JSON mapping: lowerCamelCase names, 64-bit integers as strings, enums by name, times by RFC 3339;
/// default values are printed, absent messages are not.
public enum ProtobufJSON {
  /// The layout of the text.
  public enum Layout: Sendable {
    /// One line, without spaces.
    case compact
    /// A line for each value, indented by two spaces.
    case pretty
  }

  /// The JSON text of a message.
  public static func text(of message: some JSONRepresentable, layout: Layout = .compact) -> String {
    var writer = JSONWriter(layout: layout)
    message.writeJSON(to: &writer)
    return writer.text
  }
}
