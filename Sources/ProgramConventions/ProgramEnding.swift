internal import ArgumentParser

/// The end of a program: its status, and what is still to be said.
struct ProgramEnding: Equatable {
  var status: ExitStatus
  var output = ""
  var error = ""
}

extension ProgramEnding {
  /// The end that an error leads to; ArgumentParser's 64 for wrong usage becomes 2. `flags` are those of the command
  /// line, where it could be read.
  init(of error: any Error, root: any ParsableCommand.Type, flags: EnvironmentFlags? = nil) {
    switch error {
    case let failure as ProgramFailure:
      self.init(status: failure.status, error: failure.message)
    case StandardStreamFault.readerLeft:
      self.init(status: .success)
    case StandardStreamFault.failed(let reason):
      self.init(status: .localFailure, error: "error: standard output can't be written: \(reason)")
    case let code as ExitCode:
      self.init(status: ExitStatus(rawValue: code.rawValue))
    default:
      switch root.exitCode(for: error) {
      case .success: self.init(status: .success, output: root.fullMessage(for: error))
      case .validationFailure: self.init(status: .usage, error: Self.wrongUsage(error, root: root, flags: flags))
      default: self.init(status: .localFailure, error: "error: \(root.message(for: error))")
      }
    }
  }

  /// The parser's message, with the word that was meant, or the variable of the environment that is at fault.
  private static func wrongUsage(
    _ error: any Error, root: any ParsableCommand.Type, flags: EnvironmentFlags?
  ) -> String {
    let message = root.fullMessage(for: error)
    if let unknown = UnknownWord.message(in: flags?.typed ?? [], of: root) {
      // The usage alone, in the parser's own message, is about this word.
      let usage = message.split(separator: "\n").drop { !$0.hasPrefix("Usage: ") }
      return (["Error: \(unknown)"] + usage).joined(separator: "\n")
    }
    guard let variable = flags?.variable(atFaultIn: root.message(for: error)) else { return message }
    return "Error: in the environment variable \(variable): \(message.trimmingPrefix("Error: "))"
  }
}
