import Glibc
import ProgramConventions

/// Reads a whole file into memory.
enum InputFile {
  /// The longest file: a report is some hundred kilobytes, and a longer file is none.
  private static let maximumBytes = 64 << 20

  /// The file's bytes.
  static func bytes(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      guard count != 0 else { return bytes }
      guard count > 0 || errno == EINTR else { throw failure(path) }
      bytes += chunk.prefix(max(0, count))
      guard bytes.count <= maximumBytes else {
        throw ProgramFailure(.localFailure, "error: \(path) is longer than any report")
      }
    }
  }

  private static func failure(_ path: String) -> ProgramFailure {
    ProgramFailure(.localFailure, "error: \(path) can't be read: \(String(cString: strerror(errno)))")
  }
}
