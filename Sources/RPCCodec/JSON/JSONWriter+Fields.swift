/// The fields of a message, each as the protobuf JSON mapping wants it. All of them stand in an object.
extension JSONWriter {
  /// A string field.
  mutating func field(_ name: String, _ value: String) {
    member(name) { $0.string(value) }
  }

  /// An int64 field: a string, since JSON's readers lose digits of numbers beyond 2⁵³.
  mutating func field(_ name: String, _ value: Int64) {
    member(name) { $0.string(String(value)) }
  }

  /// An int32 field.
  mutating func field(_ name: String, _ value: Int32) {
    member(name) { $0.number(value) }
  }

  /// A bool field.
  mutating func field(_ name: String, _ value: Bool) {
    member(name) { $0.boolean(value) }
  }

  /// An enum field: its name, or its number where that has no name.
  mutating func field(_ name: String, enumName: String?, number: Int32) {
    member(name) { writer in
      if let enumName {
        writer.string(enumName)
      } else {
        writer.number(number)
      }
    }
  }

  /// A message field: nothing where it is absent.
  mutating func field(_ name: String, _ value: (some JSONRepresentable)?) {
    if let value {
      member(name) { value.writeJSON(to: &$0) }
    }
  }

  /// A repeated message field.
  mutating func field(_ name: String, _ values: [some JSONRepresentable]) {
    member(name) { writer in
      writer.array(values) { $1.writeJSON(to: &$0) }
    }
  }

  /// A map field, by the order of its keys.
  mutating func field(_ name: String, _ values: [String: String]) {
    member(name) { writer in
      writer.object { writer in
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
          writer.field(key, value)
        }
      }
    }
  }
}
