import Foundation

/// The files of this clone, as a reader of it sees them.
struct Repository {
  /// The root of the package.
  static let root = (1...3).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }

  /// The paths of all files from the root on, in order; what builds and runs leave behind is not among them.
  static func files() throws -> [String] {
    var files: [String] = []
    var folders = [""]
    while let folder = folders.popLast() {
      let names = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
      for name in names where !leftovers.contains(where: name.hasPrefix) {
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(
          atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
        guard isThere else { continue }
        if isFolder.boolValue { folders.append(path) } else { files.append(path) }
      }
    }
    return files.sorted()
  }

  /// The text of a file.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private static let leftovers = [".git", ".build", ".local", ".swiftpm", "Package.resolved", "generated"]
}
