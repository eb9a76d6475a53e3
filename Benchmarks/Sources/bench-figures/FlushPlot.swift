/// The speed of issuing against the time that a flush takes, with and without early release, as bars of text.
struct FlushPlot {
  private static let widestBar = 50.0

  /// The beginning of the names of what the plot shows, `release/plot/CALLS in flight/MILLISECONDS`; the table leaves
  /// them out.
  static let prefix = "release/plot/"

  private struct Point {
    var crowd: String
    var delay: String
    var with: Double
    var without: Double
  }

  private let points: [Point]

  init(_ figures: [Figure]) {
    points = figures.compactMap { figure in
      guard figure.name.hasPrefix(Self.prefix), let without = figure.reference else { return nil }
      let parts = figure.name.dropFirst(Self.prefix.count).split(separator: "/").map(String.init)
      guard parts.count == 2 else { return nil }
      return Point(crowd: parts[0], delay: parts[1], with: figure.ours, without: without)
    }
  }

  /// A block of Markdown; `nil`: nothing was measured.
  var text: String? {
    guard let most = points.flatMap({ [$0.with, $0.without] }).max(), most > 0 else { return nil }
    var lines = ["```", "coupons/s, ░ without early release, █ with it"]
    var crowd = ""
    for point in points {
      if point.crowd != crowd { lines += ["", point.crowd] }
      crowd = point.crowd
      let label = "flush + \(point.delay) ms"
      lines.append(Self.line(label, "░", point.without, most))
      lines.append(Self.line("", "█", point.with, most))
    }
    return (lines + ["```", ""]).joined(separator: "\n")
  }

  private static func line(_ label: String, _ mark: Character, _ value: Double, _ most: Double) -> String {
    let bar = String(repeating: mark, count: max(1, Int((value / most * widestBar).rounded())))
    return label + String(repeating: " ", count: max(1, 15 - label.count)) + bar + " " + value.grouped
  }
}
