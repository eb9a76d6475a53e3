internal import ArgumentParser
internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

/// `campaignctl campaign resume`
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Lets a paused campaign issue again.")

  @Argument(help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var id: Int64

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(CampaignClient.resumeCampaign, ResumeCampaignRequest(campaignID: id))
      try console.write(response, of: response.campaign, after: console.wording.campaignResumed)
    }
  }
}
