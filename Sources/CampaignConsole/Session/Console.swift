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

  /// Writes JSON for programs, or text for people.
  func write(json: (inout JSONWriter) -> Void, text: () -> String) throws(StandardStreamFault) {
    switch output {
    case .json: try write(Self.text(ofJSON: json) + "\n")
    case .text: try write(text())
    }
  }

  /// Writes a response, as JSON for programs and in the given words for people.
  func write(_ response: some JSONRepresentable, text: () -> String) throws(StandardStreamFault) {
    try write(json: response.writeJSON, text: text)
  }

  /// Writes a response that is about a campaign; people read the sentence before it, where there is one.
  func write(_ response: some JSONRepresentable, of campaign: CampaignMessage?, after sentence: String = "") throws {
    guard let campaign else { throw failure(.emptyResponse) }
    try write(response) {
      (sentence.isEmpty ? "" : sentence + "\n") + CampaignView(wording: wording).text(campaign)
    }
  }

  /// Says on standard error what is waited for: a line for people, an object with a message for programs.
  func note(_ text: String) {
    let line =
      switch output {
      case .json: Self.text(ofJSON: { $0.object { $0.member("message") { $0.string(text) } } })
      case .text: PrintableText.escaped(text)
      }
    try? StandardStream.error.write(line + "\n")
  }

  /// The program's end that a status leads to: a line for people, the status as JSON for programs.
  func failure(_ exitStatus: ExitStatus, _ status: RPCStatus) -> ProgramFailure {
    switch output {
    case .json: ProgramFailure(exitStatus, ProtobufJSON.text(of: status))
    case .text: ProgramFailure(exitStatus, ErrorLine.text(status, language: language))
    }
  }

  private static func text(ofJSON json: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(layout: .compact)
    json(&writer)
    return writer.text
  }
}
