import Foundation

/// The files that the benchmarks left: `environment.json`, and one file of JSON for each figure, in a folder for each
/// script. Folders count in the order of their names, the files of each in the order in which they were written.
struct ResultFolder {
  var figures: [Figure] = []
  /// The same as the files have them, with the details that the table leaves out.
  var rawFigures: [Any] = []
  var environment: [String: Any]

  init(_ path: String) throws {
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    let environmentData = try Data(contentsOf: folder.appending(path: "environment.json"))
    environment = try JSONSerialization.jsonObject(with: environmentData) as? [String: Any] ?? [:]
    for script in try Self.contents(of: folder).sorted(by: { $0.lastPathComponent < $1.lastPathComponent })
    where script.hasDirectoryPath {
      let files = try Self.contents(of: script).filter { $0.pathExtension == "json" }
      for (file, _) in try files.map({ ($0, try Self.writingTime(of: $0)) }).sorted(by: { $0.1 < $1.1 }) {
        let data = try Data(contentsOf: file)
        do {
          figures.append(try JSONDecoder().decode(Figure.self, from: data))
        } catch {
          throw BenchFiguresError("\(file.path) is no figure: \(error)")
        }
        rawFigures.append(try JSONSerialization.jsonObject(with: data))
      }
    }
  }

  /// All results as one document.
  func document() throws -> Data {
    var document = environment
    document["figures"] = rawFigures
    return try JSONSerialization.data(
      withJSONObject: document, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]) + Data("\n".utf8)
  }

  /// The table, with the date and the machine below it.
  func table() -> String {
    let rows = figures.filter { !$0.name.hasPrefix(FlushPlot.prefix) }.map(\.row)
    let lines = ["| what | Seonchak | beside it | ratio | to reach |", "|---|---|---|---|---|"] + rows
    let summary = environment["summary"] as? String ?? ""
    return lines.joined(separator: "\n") + "\n\n" + summary + "\n"
  }

  private static func contents(of folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
  }

  private static func writingTime(of file: URL) throws -> Date {
    try file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate ?? .distantPast
  }
}
