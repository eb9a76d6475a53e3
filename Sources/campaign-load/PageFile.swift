import Glibc
import LoadGenerator
import ProgramConventions

/// The file of the report's page. Everything is written into a new file beside it, which takes its place once it is
/// whole: whoever looks sees the old page or the new one. The new file is made before anything is sent, so that no run
/// is lost for a wrong path.
struct PageFile {
  private let path: String
  private let newPath: String
  private let descriptor: Int32

  /// - Throws: A failure that names the path and the reason when no page can be written there.
  init(_ path: String) throws {
    guard !path.isEmpty, path != "-" else {
      throw ProgramFailure(.usage, "error: --html takes the name of a file")
    }
    // A link stays one; what it names is replaced.
    var target = path
    if let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    } else if errno != ENOENT {
      throw Self.failure(path)
    }
    var existing = stat()
    if stat(target, &existing) == 0 {
      guard existing.st_mode & S_IFMT == S_IFREG else {
        throw ProgramFailure(.localFailure, "error: \(path) is no file: --html takes the name of one")
      }
      guard access(target, W_OK) == 0 else { throw Self.failure(path) }
    }
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
    let newPath = folder + ".campaign-load-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    let descriptor = open(newPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
    self.path = target
    self.newPath = newPath
    self.descriptor = descriptor
  }

  /// Writes the page and puts it in its place.
  func write(_ page: String) throws {
    do {
      let bytes = Array(page.utf8)
      var written = 0
      while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 || errno == EINTR else { throw Self.failure(path) }
        written += max(0, count)
      }
      guard close(descriptor) == 0, rename(newPath, path) == 0 else { throw Self.failure(path) }
    } catch {
      discard()
      throw error
    }
  }

  /// There will be no page; what was there stays.
  func discard() {
    unlink(newPath)
  }

  private static func failure(_ path: String) -> ProgramFailure {
    ProgramFailure(.localFailure, "error: \(path) can't be written: \(String(cString: strerror(errno)))")
  }
}
