import Glibc
import LoadGenerator
import ProgramConventions

/// Where the JSON report goes. A file is opened before anything is sent, so that no run is lost for a wrong path, and
/// keeps what it had until there is a report; one that is new goes again where there is none.
struct ReportOutput {
  private enum Target {
    case standardOutput
    case file(descriptor: Int32, path: String, isNew: Bool)
  }

  private let target: Target

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

  /// Writes the report; the one for people goes to the standard stream that JSON leaves free.
  func write(_ report: BurstReport) throws {
    switch target {
    case .standardOutput:
      try StandardStream.error.write(report.text + "\n")
      try StandardStream.output.write(report.json + "\n")
    case .file(let descriptor, let path, _):
      // First: whoever reads the other one may have left.
      do {
        try Self.write(report.json + "\n", to: descriptor, path: path)
      } catch {
        discard()
        throw error
      }
      try StandardStream.output.write(report.text + "\n")
    }
  }

  /// There will be no report: a file that was made for it goes.
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
