internal import ArgumentParser
internal import RPCCodec

/// `campaignctl compensation show`
struct CompensationShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a compensation with its payload and its last error.")

  @Argument(help: "The compensation's number.", transform: CompensationIDFlag.parse)
  var id: Int64

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(GetCompensationRequest(id: id))
      guard let compensation = response.compensation else { throw console.failure(.emptyResponse) }
      try console.write(response) { CompensationText(language: console.language).text(compensation) }
    }
  }
}
