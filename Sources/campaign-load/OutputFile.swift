import Glibc
import ProgramConventions

/// A file that a program writes once, at its end. It is opened before anything else is done, so that no run is lost for
/// a wrong path, and keeps what it had until there is something to write; one that is new goes again where there is
/// nothing.
struct OutputFile {
  private enum Target {
    case standardOutput
    case file(descriptor: Int32, path: String, isNew: Bool)
  }

  private let target: Target

  /// Opens a file; `-` is standard output.
  init(_ path: String) throws {
    guard path != "-" else {
      target = .standardOutput
      return
    }
    var descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    let isNew = descriptor >= 0
    if !isNew { descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644) }
    guard descriptor >= 0 else { throw Self.failure(path) }
    target = .file(descriptor: descriptor, path: path, isNew: isNew)
  }

  var isStandardOutput: Bool {
    if case .standardOutput = target { true } else { false }
  }

  /// Writes all of a text, in place of what was there.
  func write(_ text: String) throws {
    switch target {
    case .standardOutput: try StandardStream.output.write(text)
    case .file(let descriptor, let path, _): try Self.write(text, to: descriptor, path: path)
    }
  }

  /// There is nothing to write: a file that was made for it goes.
  func discard() {
    guard case .file(_, let path, isNew: true) = target else { return }
    unlink(path)
  }

  private static func write(_ text: String, to descriptor: Int32, path: String) throws {
    // A pipe or a terminal can't be cut, and has nothing to cut.
    _ = ftruncate(descriptor, 0)
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else { throw failure(path) }
      written += max(0, count)
    }
    guard close(descriptor) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> ProgramFailure {
    ProgramFailure(.localFailure, "error: \(path) can't be written: \(String(cString: strerror(errno)))")
  }
}
