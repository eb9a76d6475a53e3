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
      let response = try await calls.allCampaigns()
      try console.write(response) {
        CampaignTable(wording: console.wording, columns: TerminalWidth.ofStandardOutput).text(response.campaigns)
      }
    }
  }
}
