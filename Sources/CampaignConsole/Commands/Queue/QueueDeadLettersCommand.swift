internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl queue dead-letters`
struct QueueDeadLettersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead-letters",
    abstract: "Lists the entries that were given up by an error of their own, the latest first.",
    discussion: "An entry that was reset is not listed any more.")

  @Option(
    parsing: .unconditional, help: "Those of this campaign alone (default: of all).", transform: CampaignIDFlag.parse)
  var campaign: Int64?

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      var all = ListDeadLettersResponse()
      let first = ListDeadLettersRequest(campaignID: campaign ?? 0, pageSize: 1_000)
      try await calls.forEachPage(from: first) { all.deadLetters += $0.deadLetters }
      try console.write(all) { DeadLetterTable(wording: console.wording).text(all.deadLetters) }
    }
  }
}
