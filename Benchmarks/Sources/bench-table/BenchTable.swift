import Foundation

/// What stopped the program, in words for whoever called it.
struct BenchTableError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// Makes one document and one table of the figures in a folder of results.
///
/// `bench-table RESULT_FOLDER` prints the table. `bench-table RESULT_FOLDER OUTPUT_FOLDER [DOCUMENT…]` also writes
/// `latest.json` and `table.md` there, and puts the table between the markers of each document.
/// `bench-table --compare FOLDER` prints what two builds did in turns (`scripts/compare.sh`).
@main
enum BenchTable {
  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("bench-table: \(error)\n".utf8))
      exit(1)
    }
  }

  static func run(_ arguments: [String]) throws {
    guard let folder = arguments.first, folder != "--compare" || arguments.count == 2 else {
      throw BenchTableError("usage: bench-table RESULT_FOLDER [OUTPUT_FOLDER [DOCUMENT...]] | --compare FOLDER")
    }
    if folder == "--compare" { return print(try ComparisonTable(folder: arguments[1]).text, terminator: "") }
    let results = try ResultFolder(folder)
    let table = results.table()
    print(table, terminator: "")
    guard arguments.count > 1 else { return }
    let output = URL(filePath: arguments[1], directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    try results.document().write(to: output.appending(path: "latest.json"))
    try Data(table.utf8).write(to: output.appending(path: "table.md"))
    for document in arguments.dropFirst(2) {
      try MarkedDocument(path: document).replace(with: table)
    }
  }
}
