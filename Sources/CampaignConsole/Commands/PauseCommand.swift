internal import ArgumentParser
internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

/// `campaignctl campaign pause`
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Stops a campaign from issuing until it is resumed.")

  @Argument(help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var id: Int64

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(CampaignClient.pauseCampaign, PauseCampaignRequest(campaignID: id))
      try console.write(response, of: response.campaign, after: console.wording.campaignPaused)
    }
  }
}
