internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl campaign list`
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists all campaigns, the newest first.",
    discussion: """
      On a terminal long names are cut to fit its width, and on a narrow one ends, stocks and starts are left out. \
      Piped, or with --output json, everything is there.
      """)

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      var all = ListCampaignsResponse()
      try await calls.forEachPage(from: ListCampaignsRequest(pageSize: 1_000)) { all.campaigns += $0.campaigns }
      try console.write(all) {
        CampaignTable(wording: console.wording, columns: TerminalWidth.ofStandardOutput).text(all.campaigns)
      }
    }
  }
}
