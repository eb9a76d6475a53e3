import Glibc
import ProgramConventions

/// The destination of a document that a program writes once, at its end. Faults that can be found before are: no run is
/// lost for a wrong path, and what was there stays until there is something whole to take its place.
struct OutputFile {
  private enum Target {
    case standardOutput
    /// A device, a pipe or a terminal, open from the start.
    case stream(descriptor: Int32)
    case file(FileReplacement)
  }

  private let target: Target
  private let path: String

  /// The destination of the document; `-` is standard output. One that has to be a file goes into nothing else, and
  /// `flag` is what an error calls it then.
  init(_ path: String, mustBeFile flag: String? = nil) throws {
    self.path = path
    if let flag, path.isEmpty || path == "-" { throw ProgramFailure(.usage, "error: \(flag) takes the name of a file") }
    guard path != "-" else {
      target = .standardOutput
      return
    }
    var existing = stat()
    let isStream = stat(path, &existing) == 0 && existing.st_mode & S_IFMT != S_IFREG
    // A file below these is somebody's open stream, which must not be replaced.
    guard isStream || path.hasPrefix("/dev/") || path.hasPrefix("/proc/") else {
      target = .file(try FileReplacement(path))
      return
    }
    if let flag {
      throw ProgramFailure(.localFailure, "error: \(path) is no file: \(flag) takes the name of one")
    }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw WriteFault(path).failure }
    target = .stream(descriptor: descriptor)
  }

  var isStandardOutput: Bool {
    if case .standardOutput = target { true } else { false }
  }

  /// Writes a whole document. The fault that keeps it from being written is told, and other documents can still be
  /// written.
  func write(_ text: String) throws(WriteFault) {
    switch target {
    case .standardOutput:
      do throws(StandardStreamFault) {
        try StandardStream.output.write(text)
      } catch .failed(let reason) {
        throw WriteFault("standard output", reason: reason)
      } catch {
        // Its reader left, as `head` does.
        return
      }
    case .stream(let descriptor):
      guard Self.write(text, to: descriptor), close(descriptor) == 0 else { throw WriteFault(path) }
    case .file(let file): try file.write(text)
    }
  }

  /// Writes all of a text; false, with `errno`, when that fails.
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else { return false }
      written += max(0, count)
    }
    return true
  }
}

/// The reason why a document could not be written, in a line for a person.
struct WriteFault: Error, CustomStringConvertible {
  let description: String

  /// The operating system's reason, as `errno` has it now.
  init(_ path: String) {
    self.init(path, reason: String(cString: strerror(errno)))
  }

  init(_ path: String, reason: String) {
    description = "error: \(path) can't be written: \(reason)"
  }

  /// The end of a program that has nothing else to do.
  var failure: ProgramFailure { ProgramFailure(.localFailure, description) }
}
