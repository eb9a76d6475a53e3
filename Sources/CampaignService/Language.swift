public import RPCCodec

/// The language of the texts for people (`google.rpc.LocalizedMessage`); messages for developers are English always.
public enum Language: UInt8, CaseIterable, Sendable {
  /// The language of everybody who asks for nothing else.
  case korean
  case english

  /// The tag of RFC 5646.
  public var locale: String {
    switch self {
    case .korean: "ko"
    case .english: "en"
    }
  }

  /// The language that a call's metadata asks for by `accept-language`.
  public init(_ metadata: [MetadataEntry]) {
    let values = metadata.lazy.filter { $0.key == "accept-language" }.map(\.value)
    self = values.isEmpty ? .korean : Language(acceptLanguage: values.joined(separator: ","))
  }

  /// The language that is preferred by a list of ranges with weights (RFC 9110, section 12.5.4), of those that there
  /// are. Among equal weights one that is named goes before `*`, and then the first.
  init(acceptLanguage value: String) {
    var named: [Language: (weight: Int, place: Int)] = [:]
    var others = 0
    for (place, element) in value.split(separator: ",").enumerated() {
      guard let (range, weight) = Self.range(element) else { continue }
      if range == "*" {
        others = max(others, weight)
      } else if let language = Self.allCases.first(where: { range == $0.locale || range.hasPrefix("\($0.locale)-") }),
        named[language].map({ $0.weight < weight }) ?? true
      {
        named[language] = (weight, place)
      }
    }
    let (korean, english) = (named[.korean] ?? (others, .max), named[.english] ?? (others, .max))
    let isFirst = english.weight > korean.weight || english.weight == korean.weight && english.place < korean.place
    self = isFirst && english.weight > 0 ? .english : .korean
  }

  /// A range in lower case with its weight in thousandths; `nil`: the element is none.
  private static func range(_ element: Substring) -> (String, Int)? {
    let parts = element.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
    guard let range = parts.first, !range.isEmpty, parts.count <= 2 else { return nil }
    guard let parameter = parts.dropFirst().first else { return (range, 1_000) }
    guard parameter.hasPrefix("q="), let weight = thousandths(parameter.dropFirst(2)) else { return nil }
    return (range, weight)
  }

  /// `0`, `0.125`, `1.000`.
  private static func thousandths(_ text: Substring) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
    let fraction = parts.dropFirst().first ?? ""
    guard fraction.utf8.count <= 3, fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let weight = (whole == "1" ? 1_000 : 0) + (Int(fraction + String(repeating: "0", count: 3 - fraction.count)) ?? 0)
    return weight <= 1_000 ? weight : nil
  }
}
