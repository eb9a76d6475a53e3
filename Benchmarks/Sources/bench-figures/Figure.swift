/// A figure of a benchmark: the measurements of Seonchak and of its reference, and the target.
struct Figure: Decodable {
  var name: String
  var unit: String
  var ours: Double
  var reference: Double?
  var referenceName: String?
  /// The median of the rounds' ratios of ours to the reference.
  var ratio: Double?
  /// The least ratio to be reached.
  var target: Double?
  /// The greatest ratio allowed.
  var ratioAtMost: Double?
  /// The value that ours must not exceed, in the figure's unit.
  var atMost: Double?

  enum CodingKeys: String, CodingKey {
    case name, unit, ours, reference, ratio, target
    case referenceName = "reference_name"
    case ratioAtMost = "ratio_at_most"
    case atMost = "at_most"
  }

  /// True if the target is reached; `nil` if there is none.
  var isReached: Bool? {
    if let atMost { return ours < atMost }
    guard let ratio else { return nil }
    if let ratioAtMost { return ratio <= ratioAtMost }
    return target.map { ratio >= $0 }
  }

  /// The target in words.
  private var goal: String {
    if let atMost { return "< \(atMost.shortText) \(unit)" }
    if let ratioAtMost { return "≤ \(ratioAtMost.shortText)×" }
    return target.map { "≥ \($0.shortText)×" } ?? ""
  }

  /// The row of the table.
  var row: String {
    let beside = reference.map { "\($0.grouped) (\(referenceName ?? ""))" } ?? ""
    let times = ratio.map { "\($0.shortText)×" } ?? ""
    let verdict = isReached.map { $0 ? ": reached" : ": **missed**" } ?? ""
    return
      "| \(name.replacing("/", with: ": ", maxReplacements: 1)) | \(ours.grouped) \(unit) | \(beside) | \(times) | \(goal)\(verdict) |"
  }
}

extension Double {
  /// The number with three significant digits, or with all digits before the point.
  var shortText: String {
    let digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = (self * scale).rounded() / scale
    return rounded == rounded.rounded() ? String(Int64(rounded)) : String(rounded)
  }

  /// `shortText` with its thousands separated.
  var grouped: String {
    let text = shortText
    guard magnitude >= 1000, let whole = Int64(text) else { return text }
    var parts: [String] = []
    var rest = whole.magnitude
    while rest >= 1000 {
      let part = String(rest % 1000)
      parts.insert(String(repeating: "0", count: 3 - part.count) + part, at: 0)
      rest /= 1000
    }
    parts.insert(String(rest), at: 0)
    return (whole < 0 ? "-" : "") + parts.joined(separator: ",")
  }
}
