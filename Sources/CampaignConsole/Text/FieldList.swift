/// A list of labelled values, one a line, the values aligned.
enum FieldList {
  static func text(_ fields: [(label: String, value: String)]) -> String {
    let width = fields.map { DisplayWidth.of($0.label) }.max() ?? 0
    return fields.map { field in
      "  " + field.label + String(repeating: " ", count: width - DisplayWidth.of(field.label)) + "  " + field.value
        + "\n"
    }.joined()
  }
}
