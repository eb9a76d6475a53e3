/// A block of code between fences, in a document or in the documentation comment of a source.
struct CodeBlock: CustomStringConvertible, Sendable {
  /// The file, and the line of the block's first fence.
  let place: String
  /// The language that the fence names: `swift`, `sh`, … or nothing.
  let language: String
  let text: String

  var description: String { place }

  /// The blocks of a file: of a Markdown document, or of the `///` comments of a source.
  static func blocks(of path: String, _ text: String) -> [CodeBlock] {
    var blocks: [CodeBlock] = []
    var open: (place: String, language: String, indent: Int, lines: [Substring])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let content = content(of: line, in: path) else {
        open = nil
        continue
      }
      let indent = content.prefix { $0 == " " }.count
      let bare = content.dropFirst(indent)
      if let block = open, bare == "```" {
        blocks.append(
          CodeBlock(place: block.place, language: block.language, text: block.lines.joined(separator: "\n") + "\n"))
        open = nil
      } else if let block = open {
        open?.lines.append(content.dropFirst(min(indent, block.indent)))
      } else if bare.hasPrefix("```") {
        open = ("\(path):\(index + 1)", String(bare.dropFirst(3)), indent, [])
      }
    }
    return blocks
  }

  /// The text of a line: all of it in a document, the part behind `/// ` in a source.
  private static func content(of line: Substring, in path: String) -> Substring? {
    guard path.hasSuffix(".swift") else { return line }
    let code = line.drop { $0 == " " }
    guard code.hasPrefix("///") else { return nil }
    let comment = code.dropFirst(3)
    return comment.first == " " ? comment.dropFirst() : comment
  }
}
