import LoadReporting
import ProgramConventions

/// The end of a command that wrote its documents: as the run ended, and with everything that could not be written.
struct RunEnding {
  private let verdict: RunVerdict
  private var faults: [String] = []

  init(_ verdict: RunVerdict) {
    self.verdict = verdict
  }

  /// Writes a document, and notes when that fails.
  mutating func attempt(_ write: () throws(WriteFault) -> Void) {
    do throws(WriteFault) { try write() } catch { faults.append(error.description) }
  }

  /// Writes text for people; where standard output takes nothing, it goes to standard error.
  mutating func write(_ text: String, to stream: Destination) {
    guard stream == .output else {
      // There is nobody left to tell that standard error can't be written.
      try? StandardStream.error.write(text)
      return
    }
    do throws(StandardStreamFault) {
      try StandardStream.output.write(text)
    } catch .failed(let reason) {
      faults.append(WriteFault("standard output", reason: reason).description)
      try? StandardStream.error.write(text)
    } catch {
      // Its reader left, as `head` does; that changes nothing about the run.
    }
  }

  /// A standard stream.
  enum Destination {
    case output, error
  }

  /// Ends the program with the worse of both: a document that could not be written, or the run's verdict.
  func end() throws {
    let status = faults.isEmpty || verdict >= .unproven ? verdict.exitStatus : RunVerdict.unproven.exitStatus
    guard status != 0 || !faults.isEmpty else { return }
    throw ProgramFailure(ExitStatus(rawValue: status), faults.joined(separator: "\n"))
  }
}
