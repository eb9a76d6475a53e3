import ArgumentParser
import Foundation

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Writes a figure, one file of JSON, and prints it in a line.",
    discussion: """
      RUNS is "OURS:REFERENCE …", or "OURS …" where there is nothing to compare with. The ratio is the median of the runs'
      ratios: each run had its reference right beside it. A FIELD adds to the figure: target=N (the ratio must be at least),
      ratio_at_most=N, at_most=N (ours must stay below), details={…}; scale=N multiplies ours and the reference.
      """)

  @Argument var folder: String
  @Argument var name: String
  @Argument var unit: String
  @Argument(help: "Empty where there is nothing to compare with.") var referenceName: String
  @Argument var runs: String
  @Argument(help: "NAME=JSON.") var fields: [String] = []

  func run() throws {
    var figure: [String: Any] = ["name": name, "unit": unit]
    var scale = 1.0
    for field in fields {
      guard let sign = field.firstIndex(of: "=") else { throw BenchFiguresError("\(field) is no NAME=JSON") }
      let (key, text) = (String(field[..<sign]), field[field.index(after: sign)...])
      let value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
      if key == "scale" { scale = (value as? NSNumber)?.doubleValue ?? 1 } else { figure[key] = value }
    }
    let runs = try runs.split(whereSeparator: \.isWhitespace).map { try Run(String($0), scale: scale) }
    guard let ours = runs.map(\.ours).median else { throw BenchFiguresError("no run of \(name) was measured") }
    figure["runs"] = runs.map(\.json)
    figure["ours"] = ours
    var line = "\(name) (\(unit)): \(ours.grouped)"
    let ratios = runs.compactMap(\.ratio)
    if let ratio = ratios.median, let reference = runs.compactMap(\.reference).median {
      figure["reference_name"] = referenceName
      figure["reference"] = reference
      figure["ratio"] = ratio
      line += " against \(reference.grouped): \(ratio.shortText)"
    }
    let file = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" }) + ".json"
    let data = try JSONSerialization.data(withJSONObject: figure, options: [.sortedKeys, .withoutEscapingSlashes])
    try (data + Data("\n".utf8)).write(to: URL(filePath: folder, directoryHint: .isDirectory).appending(path: file))
    print(line)
  }

  private struct Run {
    let ours: Double
    let reference: Double?

    init(_ text: String, scale: Double) throws {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0).map { $0 * scale } }
      guard (1...2).contains(parts.count), !parts.contains(nil), let ours = parts[0] else {
        throw BenchFiguresError("\(text) is no OURS or OURS:REFERENCE")
      }
      self.ours = ours
      reference = parts.count == 2 ? parts[1] : nil
    }

    var ratio: Double? { reference.map { ours / $0 } }

    var json: [String: Double] {
      var json = ["ours": ours]
      json["reference"] = reference
      return json
    }
  }
}

extension [Double] {
  /// `nil` if the array is empty.
  var median: Double? {
    guard !isEmpty else { return nil }
    let sorted = sorted()
    let middle = count / 2
    return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension Double {
  /// The number for a shell: without an exponent, and without a point if it is whole.
  var plainText: String {
    if self == rounded(), magnitude < 1e15 { return String(Int64(self)) }
    var text = String(format: "%.6f", self)
    while text.hasSuffix("0") { text.removeLast() }
    return text
  }
}
