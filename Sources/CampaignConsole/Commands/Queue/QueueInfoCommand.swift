internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl queue info`
struct QueueInfoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Shows a campaign's queue as a whole: who waits, and what is left.")

  @Argument(help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var id: Int64

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(GetQueueInfoRequest(campaignID: id))
      try console.write(response) {
        PrintableText.escaped(response.message) + "\n" + QueueInfoText(wording: console.wording).text(response)
      }
    }
  }
}
