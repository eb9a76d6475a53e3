import Foundation

/// A Markdown file with places for what was measured, each between two markers on lines of their own.
struct MarkedDocument {
  /// A place in a document.
  enum Place: String {
    case table = "bench"
    case plot = "bench-plot"

    var begin: String { "<!-- \(rawValue):begin -->" }
    var end: String { "<!-- \(rawValue):end -->" }
  }

  var path: String

  /// True if the document has the place.
  func has(_ place: Place) throws -> Bool { try String(contentsOfFile: path, encoding: .utf8).contains(place.begin) }

  /// Puts the content between the markers of a place.
  func replace(_ place: Place, with content: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    guard let begin = text.range(of: place.begin + "\n"),
      let end = text.range(of: place.end, range: begin.upperBound..<text.endIndex)
    else {
      throw BenchFiguresError("\(path) has no lines \(place.begin) and \(place.end): add them where it belongs")
    }
    let changed = text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: content)
    if changed != text { try changed.write(toFile: path, atomically: true, encoding: .utf8) }
  }
}
