internal import ArgumentParser

/// The end of a program: its status, and what is still to be said.
struct ProgramEnding: Equatable {
  var status: ExitStatus
  var output = ""
  var error = ""

  init(status: ExitStatus, output: String = "", error: String = "") {
    self.status = status
    self.output = output
    self.error = error
  }

  /// The end that an error leads to; ArgumentParser's 64 for wrong usage becomes 2. `arguments` are those that were
  /// typed.
  init(
    of error: any Error, root: any ParsableCommand.Type, arguments: [String] = [],
    variableAtFault: (String) -> String?
  ) {
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
      self.init(ofParserError: error, root: root, arguments: arguments, variableAtFault: variableAtFault)
    }
  }

  private init(
    ofParserError error: any Error, root: any ParsableCommand.Type, arguments: [String],
    variableAtFault: (String) -> String?
  ) {
    switch root.exitCode(for: error) {
    case .success:
      self.init(status: .success, output: root.fullMessage(for: error))
    case .validationFailure:
      let message = root.fullMessage(for: error)
      if let unknown = UnknownWord(root: root, arguments: arguments).message {
        // The usage alone, in the parser's own message, is about this word.
        let usage = message.split(separator: "\n").drop { !$0.hasPrefix("Usage: ") }
        self.init(status: .usage, error: (["Error: \(unknown)"] + usage).joined(separator: "\n"))
        return
      }
      guard let variable = variableAtFault(root.message(for: error)) else {
        self.init(status: .usage, error: message)
        return
      }
      let fault = message.hasPrefix("Error: ") ? message.dropFirst("Error: ".count) : Substring(message)
      self.init(status: .usage, error: "Error: in the environment variable \(variable): \(fault)")
    default:
      self.init(status: .localFailure, error: "error: \(root.message(for: error))")
    }
  }
}
