import Foundation

/// The figures of two builds that were measured in turns (`scripts/compare.sh`), as a table.
struct ComparisonTable {
  /// A figure is worse when its median ratio is by more than this part.
  static let tolerance = 0.03

  private struct Comparison: Decodable {
    struct Run: Decodable {
      var ours: Double
      var reference: Double
    }

    enum Better: String, Decodable {
      case higher, lower
    }

    var name: String
    var unit: String
    var runs: [Run]
    var ours: Double
    var reference: Double
    var ratio: Double
    var better: Better

    /// The ratios of all pairs, the smallest first.
    var ratios: [Double] { runs.map { $0.ours / $0.reference }.sorted() }

    var verdict: String {
      let loss = better == .higher ? 1 - ratio : ratio - 1
      return loss > ComparisonTable.tolerance ? "**worse**" : loss < -ComparisonTable.tolerance ? "better" : "as before"
    }

    var row: String {
      let spread = "\(Self.text(ratios.first)) … \(Self.text(ratios.last))"
      return
        "| \(name) | \(reference.grouped) \(unit) | \(ours.grouped) \(unit) | \(Self.text(ratio)) | \(spread) | \(verdict) |"
    }

    private static func text(_ ratio: Double?) -> String {
      ratio.map { String(format: "%.3f", $0) } ?? ""
    }
  }

  private let comparisons: [Comparison]

  /// Reads one file of JSON for each figure, in the order of their names.
  init(folder path: String) throws {
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    comparisons = try files.map { file in
      do {
        return try JSONDecoder().decode(Comparison.self, from: Data(contentsOf: file))
      } catch {
        throw BenchFiguresError("\(file.path) is no comparison: \(error)")
      }
    }
  }

  var text: String {
    let pairs = comparisons.map(\.runs.count).max() ?? 0
    let lines =
      ["| what | before | after | after ÷ before | spread of \(pairs) pairs | |", "|---|---|---|---|---|---|"]
      + comparisons.map(\.row)
    return lines.joined(separator: "\n") + "\n"
  }
}
