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

  /// Standard output.
  static let standardOutput = OutputFile(target: .standardOutput, path: "-")

  private let target: Target
  private let path: String

  var isStandardOutput: Bool {
    if case .standardOutput = target { true } else { false }
  }

  /// Writes a whole document. The fault that keeps it from being written is told, and other documents can still be
  /// written.
  func write(_ text: String) throws(ProgramFailure) {
    switch target {
    case .standardOutput:
      do throws(StandardStreamFault) {
        try StandardStream.output.write(text)
      } catch .failed(let reason) {
        throw .unwritable("standard output", reason: reason)
      } catch {
        // Its reader left, as `head` does.
        return
      }
    case .stream(let descriptor):
      guard Self.write(text, closing: descriptor) else { throw .unwritable(path) }
    case .file(let file): try file.write(text)
    }
  }

  /// Writes all of a text and closes the file; false, with `errno`, when that fails.
  static func write(_ text: String, closing descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else {
        let fault = errno
        close(descriptor)
        errno = fault
        return false
      }
      written += max(0, count)
    }
    return close(descriptor) == 0
  }
}

extension OutputFile {
  /// The destination of the document; `-` is standard output. One that has to be a file goes into nothing else, and
  /// `flag` is what an error calls it then.
  init(_ path: String, mustBeFile flag: String? = nil) throws {
    if let flag, path.isEmpty || path == "-" { throw ProgramFailure(.usage, "error: \(flag) takes the name of a file") }
    guard path != "-" else {
      self = .standardOutput
      return
    }
    var existing = stat()
    let isStream = stat(path, &existing) == 0 && existing.st_mode & S_IFMT != S_IFREG
    // A file below these is somebody's open stream, which must not be replaced.
    guard isStream || path.hasPrefix("/dev/") || path.hasPrefix("/proc/") else {
      self.init(target: .file(try FileReplacement(path)), path: path)
      return
    }
    if let flag {
      throw ProgramFailure(.localFailure, "error: \(path) is no file: \(flag) takes the name of one")
    }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw ProgramFailure.unwritable(path) }
    self.init(target: .stream(descriptor: descriptor), path: path)
  }
}

extension ProgramFailure {
  /// A document that could not be written, for the reason that `errno` has now unless another is given.
  static func unwritable(_ path: String, reason: String = String(cString: strerror(errno))) -> ProgramFailure {
    ProgramFailure(.localFailure, "error: \(path) can't be written: \(reason)")
  }
}
