import Foundation
import Testing

/// Files that documents and the comments of sources and scripts name exist.
@Suite struct NamedFileTests {
  /// Names of files that are another project's or the reader's own, or that a command makes.
  private static let others: Set<String> = [
    "PROTOCOL.md", "environment.json", "RESULTS/refusals-allocations.json", "race.json", "main.swift", "other.json",
  ]

  @Test func everyFileThatIsNamedExists() throws {
    let files = try Repository.files()
    let known = Set(files + files.compactMap { $0.split(separator: "/").last.map(String.init) })
    var missing: [String] = []
    for path in files where Self.isRead(path) {
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      for (line, name) in try Self.names(in: Repository.text(path), of: path) {
        let isFound =
          known.contains(name) || known.contains(Self.normalized("\(folder)/\(name)"))
          || files.contains { $0.hasSuffix("/\(name)") }
        if !isFound, !Self.others.contains(name) { missing.append("\(path):\(line): \(name)") }
      }
    }
    #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
  }

  @Test func aFileThatIsNotThereIsFound() throws {
    let source = "let a = \"b.sql\"  /" + "/ see docs/none.md, `x/y.swift` and *.md\n"
    let names = try Self.names(in: source, of: "a.swift")
    #expect(names.map(\.name) == ["docs/none.md", "x/y.swift"])
    #expect(try Self.names(in: "one\nsee [it](../none.md)\n", of: "a.md").map(\.line) == [2])
  }

  private static func isRead(_ path: String) -> Bool {
    guard !path.hasPrefix("Sources/CCampaignProto/") else { return false }
    return ["md", "swift", "sh", "sql", "proto", "c", "h"].contains { path.hasSuffix(".\($0)") }
  }

  /// The words that end as files do, each with its line: all of a document, and of a source what is a comment. A
  /// pattern, a URL or a path of the system is no file of ours.
  private static func names(in text: String, of path: String) throws -> [(line: Int, name: String)] {
    let expression = try NSRegularExpression(
      pattern: #"[\w./+*~$:…-]*[\w+*-]\.(?:md|swift|sh|sql|proto|go|yml|json)\b"#)
    let whole = text as NSString
    return expression.matches(in: text, range: NSRange(location: 0, length: whole.length)).compactMap { match in
      let name = whole.substring(with: match.range)
      guard !name.hasPrefix("/"), !["*", "$", ":", "…", "~"].contains(where: name.contains) else { return nil }
      let before = whole.substring(to: match.range.location)
      let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
      guard path.hasSuffix(".md") || commentMarks(of: path).contains(where: line.contains) else { return nil }
      return (before.count { $0 == "\n" } + 1, name)
    }
  }

  private static func commentMarks(of path: String) -> [String] {
    if path.hasSuffix(".sh") { ["# "] } else if path.hasSuffix(".sql") { ["-- "] } else { ["// ", "/* ", " * "] }
  }

  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      switch part {
      case ".": break
      case "..": parts = parts.dropLast()
      default: parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
