import ArgumentParser
import Foundation

/// An end of the program for a reason that is told to whoever called it.
struct BenchFiguresError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// Computes what the scripts of the benchmarks measured: shell starts and stops programs, and leaves numbers to this.
@main
struct BenchFigures: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-figures", abstract: "Computes and tabulates what the benchmarks measured.",
    subcommands: [ValueCommand.self, MedianCommand.self, RecordCommand.self, TableCommand.self, CompareCommand.self])
}

struct MedianCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "median", abstract: "Prints the median of numbers.")

  @Argument var numbers: [Double]

  func run() throws {
    guard let median = numbers.median else { throw BenchFiguresError("the median of nothing") }
    print(median.plainText)
  }
}

struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract:
      "Prints the table of a folder of results; with an output folder also writes latest.json and table.md there.")

  @Argument var results: String
  @Argument var output: String?
  @Argument(help: "Documents that get the table between their markers.") var documents: [String] = []

  func run() throws {
    let results = try ResultFolder(results)
    let table = results.table()
    let plot = FlushPlot(results.figures).text
    print(table, terminator: "")
    if let plot { print(plot, terminator: "") }
    guard let output else { return }
    let folder = URL(filePath: output, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try results.document().write(to: folder.appending(path: "latest.json"))
    try Data(table.utf8).write(to: folder.appending(path: "table.md"))
    for document in documents.map(MarkedDocument.init) {
      try document.replace(.table, with: table)
      if let plot, try document.has(.plot) { try document.replace(.plot, with: plot) }
    }
  }
}

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Prints what two builds did in turns (scripts/compare.sh).")

  @Argument var folder: String

  func run() throws {
    print(try ComparisonTable(folder: folder).text, terminator: "")
  }
}
