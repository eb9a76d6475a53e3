internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl queue init-stock`
struct QueueInitStockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init-stock", abstract: "Sets the coupons of a campaign that has issued none yet.")

  @Argument(help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var id: Int64

  @Option(parsing: .unconditional, help: "How many coupons there are, 1 to 10000000.", transform: Int64.flag)
  var stock: Int64

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(InitStockRequest(campaignID: id, stock: stock))
      try console.write(response, of: response.campaign, after: console.wording.queue.stockSet)
    }
  }
}
