internal import ArgumentParser
internal import RPCCodec

/// `campaignctl compensation retry`
struct CompensationRetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Has a FAILED compensation tried anew; another stays as it is.")

  @Argument(help: "The compensation's number.", transform: CompensationIDFlag.parse)
  var id: Int64

  @Option(parsing: .unconditional, help: "Why, kept with the compensation; up to 1000 characters.")
  var reason: String = ""

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(RetryCompensationRequest(id: id, reason: reason))
      guard let compensation = response.compensation else { throw console.failure(.emptyResponse) }
      let text = CompensationText(language: console.language)
      try console.write(response) { text.retried(compensation) + "\n" + text.text(compensation) }
    }
  }
}

/// `campaignctl compensation discard`
struct CompensationDiscardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard",
    abstract: "Gives a FAILED compensation up: its coupon is revoked without its stock; another stays as it is.",
    discussion: "This is for good: neither the partner is asked again, nor is the stock returned later.")

  @Argument(help: "The compensation's number.", transform: CompensationIDFlag.parse)
  var id: Int64

  @Option(parsing: .unconditional, help: "Why, kept with the compensation; up to 1000 characters.")
  var reason: String = ""

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(DiscardCompensationRequest(id: id, reason: reason))
      guard let compensation = response.compensation else { throw console.failure(.emptyResponse) }
      let text = CompensationText(language: console.language)
      try console.write(response) { text.discarded(compensation) + "\n" + text.text(compensation) }
    }
  }
}
