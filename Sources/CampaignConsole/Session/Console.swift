internal import ProgramConventions
internal import RPCCodec

/// The means by which a command talks to whoever called it.
struct Console: Sendable {
  let address: Endpoint
  let timeout: Duration
  let output: OutputFormat
  let language: Language

  var wording: Wording { language.wording }

  /// Writes text, its line's end included, to standard output.
  func write(_ text: String) throws(StandardStreamFault) {
    try StandardStream.output.write(text)
  }

  /// Writes a response, as JSON for programs and in the given words for people.
  func write<Response: JSONRepresentable>(
    _ response: Response, text: () -> String
  ) throws(StandardStreamFault) {
    switch output {
    case .json: try write(ProtobufJSON.text(of: response) + "\n")
    case .text: try write(text())
    }
  }

  /// The program's end that a status leads to: a line for people, the status as JSON for programs.
  func failure(_ exitStatus: ExitStatus, _ status: RPCStatus) -> ProgramFailure {
    switch output {
    case .json: ProgramFailure(exitStatus, ProtobufJSON.text(of: status))
    case .text: ProgramFailure(exitStatus, ErrorLine.text(status, language: language))
    }
  }
}
