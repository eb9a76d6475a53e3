import Foundation

/// A Markdown file with a place for the table between two markers, each on a line of its own.
struct MarkedDocument {
  static let begin = "<!-- bench:begin -->"
  static let end = "<!-- bench:end -->"

  var path: String

  /// Puts the table between the markers.
  func replace(with table: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    guard let begin = text.range(of: Self.begin + "\n"),
      let end = text.range(of: Self.end, range: begin.upperBound..<text.endIndex)
    else {
      throw BenchFiguresError("\(path) has no lines \(Self.begin) and \(Self.end): add them where the table belongs")
    }
    let changed = text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: table)
    if changed != text { try changed.write(toFile: path, atomically: true, encoding: .utf8) }
  }
}
