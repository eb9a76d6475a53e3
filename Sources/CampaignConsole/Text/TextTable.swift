/// A table of text whose columns stay aligned over several pages of rows.
struct TextTable {
  /// The side on which the cells of a column are aligned.
  enum Alignment {
    case left, right
  }

  /// One column.
  struct Column {
    var title: String
    var alignment = Alignment.left
    /// The width to begin with, for columns whose later pages are known to be wider than the first.
    var minimumWidth = 0
  }

  /// The text between two columns.
  static let gap = "  "

  private let columns: [Column]
  private var widths: [Int]

  init(_ columns: [Column]) {
    self.columns = columns
    widths = columns.map { max($0.minimumWidth, DisplayWidth.of($0.title)) }
  }

  /// The rows of a page, each with its line's end; the first page has the titles above it.
  mutating func page(_ rows: [[String]], withTitles: Bool) -> String {
    for row in rows {
      for (index, cell) in row.enumerated() where widths.indices.contains(index) {
        widths[index] = max(widths[index], DisplayWidth.of(cell))
      }
    }
    return ((withTitles ? [columns.map(\.title)] : []) + rows).map(line).joined()
  }

  private func line(_ cells: [String]) -> String {
    var line = ""
    for (cell, (column, width)) in zip(cells, zip(columns, widths)) {
      let padding = String(repeating: " ", count: max(0, width - DisplayWidth.of(cell)))
      if !line.isEmpty { line += Self.gap }
      line += column.alignment == .right ? padding + cell : cell + padding
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}
