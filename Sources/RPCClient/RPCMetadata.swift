public import RPCCodec

/// The entries that accompany a call: keys (lower case) and values, in the order in which they are sent.
public struct RPCMetadata: Equatable, Sendable {
  /// The entries, in order.
  public private(set) var entries: [MetadataEntry] = []

  /// Empty metadata.
  public init() {}

  /// The language that the caller would like answers in: `ko` or `en`.
  public var acceptLanguage: String? {
    get { self["accept-language"] }
    set { self["accept-language"] = newValue }
  }

  /// The first value of a key; setting it replaces every value of the key, `nil` removes them.
  public subscript(key: String) -> String? {
    get {
      let key = key.lowercased()
      return entries.first { $0.key == key }?.value
    }
    set {
      let key = key.lowercased()
      entries.removeAll { $0.key == key }
      if let newValue { entries.append(MetadataEntry(key: key, value: newValue)) }
    }
  }
}

extension RPCMetadata: ExpressibleByDictionaryLiteral {
  /// Metadata written as a literal; a key that is written twice keeps its last value.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (key, value) in elements { self[key] = value }
  }
}
