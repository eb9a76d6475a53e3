import LoadReporting
import ProgramConventions

/// The end of a command that ran a load or read reports of one.
enum RunEnding {
  /// Writes the run's documents, and its text for people to the standard stream that the documents leave free. One that
  /// can't be written costs no other one.
  ///
  /// - Throws: The program's end: the worse of the verdict and a document that could not be written.
  static func write(
    _ documents: [(file: OutputFile, text: String)], text: String, verdict: RunVerdict
  ) throws(ProgramFailure) {
    var faults: [String] = []
    func attempt(_ file: OutputFile, _ text: String, otherwise: () -> Void = {}) {
      do throws(ProgramFailure) {
        try file.write(text)
      } catch {
        faults.append(error.message)
        otherwise()
      }
    }
    // Files come first: the readers of the standard streams may have left.
    for document in documents where !document.file.isStandardOutput { attempt(document.file, document.text) }
    if let document = documents.first(where: \.file.isStandardOutput) {
      // There is nobody left to tell that standard error can't be written.
      try? StandardStream.error.write(text)
      attempt(document.file, document.text)
    } else {
      attempt(.standardOutput, text) { try? StandardStream.error.write(text) }
    }
    let worse = max(verdict, faults.isEmpty ? .held : .unproven)
    if worse != .held { throw ProgramFailure(ExitStatus(rawValue: worse.exitStatus), faults.joined(separator: "\n")) }
  }
}
