import Glibc
import ProgramConventions

/// Finds documents that would go to one file, of which only one would be left.
enum OutputPaths {
  /// - Parameters:
  ///   - flags: Each flag with the path that it was given.
  ///   - inputs: Files that are read.
  /// - Throws: Wrong usage when two flags name one file, or one names a file that is read: the part would be gone, and
  ///   with it the facts that a merged report doesn't have.
  static func refuseSharedFile(_ flags: [(name: String, path: String?)], inputs: [String]) throws {
    let read = Set(inputs.compactMap(identity))
    var written: [String: String] = [:]
    for (name, path) in flags {
      guard let path, path != "-", let file = identity(of: path) else { continue }
      if let other = written.updateValue(name, forKey: file) {
        throw ProgramFailure(
          .usage, "error: \(other) and \(name) both name \(path): give each document a file of its own")
      }
      guard !read.contains(file) else {
        throw ProgramFailure(
          .usage, "error: \(name) names \(path), which is one of the files to read: give the report a file of its own")
      }
    }
  }

  /// The file's one path, whether or not it is there yet; `nil` for something that is no file, such as a device or a
  /// pipe: it loses nothing.
  private static func identity(of path: String) -> String? {
    var existing = stat()
    if stat(path, &existing) == 0 { return existing.st_mode & S_IFMT == S_IFREG ? resolved(path) : nil }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "."
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    // Nothing can be written without such a folder; that is told with its reason later.
    return resolved(folder).map { "\($0)/\(name)" } ?? path
  }

  /// The path without links; `nil`, with `errno`, where nothing is.
  static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
