import Foundation

/// The SQL of docs/operations.md: what an operator copies from there is what tests run.
enum OperationsGuide {
  /// The one block of SQL that holds this text.
  static func sql(with text: String) throws -> String {
    let package = (1...4).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
    let guide = try String(contentsOf: package.appendingPathComponent("docs/operations.md"), encoding: .utf8)
    let blocks = guide.components(separatedBy: "```sql\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    let found = blocks.filter { $0.contains(text) }
    guard let block = found.first, found.count == 1 else { throw NoSuchBlock(text: text, count: found.count) }
    return block
  }

  struct NoSuchBlock: Error {
    let text: String
    let count: Int
  }
}
