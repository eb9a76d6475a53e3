internal import ArgumentParser
internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

/// The arguments of `campaignctl campaign pause`, `resume` and `close`.
struct StateChangeArguments: ParsableArguments {
  @Argument(help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var id: Int64

  @OptionGroup var options: ConsoleOptions

  /// Asks the server for the change, and says that it was made.
  func run<Request: StateChangeRequest & RepeatableRequest>(
    _: Request.Type, saying sentence: (Wording) -> String
  ) async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(Request(campaignID: id))
      try console.write(response, of: response.campaign, after: sentence(console.wording))
    }
  }
}

/// `campaignctl campaign pause`
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Stops a campaign from issuing until it is resumed.")

  @OptionGroup var arguments: StateChangeArguments

  func run() async throws {
    try await arguments.run(PauseCampaignRequest.self, saying: \.campaignPaused)
  }
}

/// `campaignctl campaign resume`
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Lets a paused campaign issue again.")

  @OptionGroup var arguments: StateChangeArguments

  func run() async throws {
    try await arguments.run(ResumeCampaignRequest.self, saying: \.campaignResumed)
  }
}

/// `campaignctl campaign close`
struct CloseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "close", abstract: "Ends a campaign for good.")

  @OptionGroup var arguments: StateChangeArguments

  func run() async throws {
    try await arguments.run(CloseCampaignRequest.self, saying: \.campaignClosed)
  }
}
