internal import ArgumentParser
internal import RPCCodec

/// `campaignctl compensation list`
struct CompensationListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists compensations, the latest first.")

  @Option(
    parsing: .unconditional, help: "Those in this state alone: PENDING, PROCESSING, COMPLETED or FAILED (default: all)."
  )
  var status: String = ""

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      var all = ListCompensationsResponse()
      let first = ListCompensationsRequest(status: status, pageSize: 1_000)
      try await calls.forEachPage(from: first) { all.compensations += $0.compensations }
      try console.write(all) { CompensationText(language: console.language).table(all.compensations) }
    }
  }
}
