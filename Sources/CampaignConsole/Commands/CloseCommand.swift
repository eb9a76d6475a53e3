internal import ArgumentParser
internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

/// `campaignctl campaign close`
struct CloseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Ends a campaign for good.")

  @Argument(help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var id: Int64

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(CampaignClient.closeCampaign, CloseCampaignRequest(campaignID: id))
      try console.write(response, of: response.campaign, after: console.wording.campaignClosed)
    }
  }
}
