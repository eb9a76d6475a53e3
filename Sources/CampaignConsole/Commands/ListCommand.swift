internal import ArgumentParser
internal import RPCCodec

/// `campaignctl campaign list`
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists all campaigns, the newest first.")

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.allCampaigns(console)
      try console.write(response) { CampaignView(wording: console.wording).table(response.campaigns) }
    }
  }
}
