import Glibc
import ProgramConventions

/// A file that a program reads whole; `-` is standard input.
struct InputFile {
  private let path: String

  init(_ path: String) {
    self.path = path
  }

  /// All bytes of the file, or a few more than `limit` where it has more: enough to see that it is too long.
  func read(limit: Int) throws -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { break }
      if count > 0 {
        bytes += buffer.prefix(count)
      } else if errno != EINTR {
        throw failure()
      }
    }
    return bytes
  }

  private func failure() -> ProgramFailure {
    ProgramFailure(.localFailure, "error: \(path) can't be read: \(String(cString: strerror(errno)))")
  }
}
