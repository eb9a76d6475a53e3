import Glibc
import ProgramConventions

/// A file that is replaced as a whole: a new one beside it takes its place once all is in it, so that any reader sees
/// the old document or the new one, and a full disk costs nothing that was there.
struct FileReplacement {
  private let path: String
  /// The file itself where `path` is a link to it: the link stays one.
  private let target: String
  /// True if its folder takes no new file: then the old one is written over.
  private let isWrittenOver: Bool

  /// - Throws: A failure that names the path and the reason when nothing can be written there.
  init(_ path: String) throws {
    self.path = path
    guard let existing = OutputPaths.resolved(path) else {
      guard errno == ENOENT, !path.isEmpty else { throw ProgramFailure.unwritable(path) }
      target = path
      isWrittenOver = false
      try Self.tryFolder(of: path)
      return
    }
    target = existing
    guard access(target, W_OK) == 0 else { throw ProgramFailure.unwritable(path) }
    isWrittenOver = (try? Self.tryFolder(of: target)) == nil
  }

  /// Writes the document.
  func write(_ text: String) throws(ProgramFailure) {
    guard isWrittenOver ? writeOver(text) : replace(with: text) else { throw .unwritable(path) }
  }

  private func replace(with text: String) -> Bool {
    let (descriptor, newPath) = Self.newFile(besides: target)
    guard descriptor >= 0 else { return false }
    var existing = stat()
    // The old file's readers stay its readers.
    if stat(target, &existing) == 0 { fchmod(descriptor, existing.st_mode & 0o777) }
    if OutputFile.write(text, closing: descriptor), rename(newPath, target) == 0 { return true }
    let fault = errno
    unlink(newPath)
    errno = fault
    return false
  }

  private func writeOver(_ text: String) -> Bool {
    let descriptor = open(target, O_WRONLY | O_TRUNC | O_CLOEXEC)
    return descriptor >= 0 && OutputFile.write(text, closing: descriptor)
  }

  /// Finds out if a file can be made in a folder, by making one. It goes again at once, so that a program that is ended
  /// in any way leaves none behind.
  private static func tryFolder(of path: String) throws {
    let (descriptor, newPath) = newFile(besides: path)
    guard descriptor >= 0 else { throw ProgramFailure.unwritable(path) }
    close(descriptor)
    unlink(newPath)
  }

  private static func newFile(besides path: String) -> (descriptor: Int32, path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let newPath = folder + ".campaign-load-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    return (open(newPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644), newPath)
  }
}
