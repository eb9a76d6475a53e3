internal import ArgumentParser
internal import RPCCodec

/// `campaignctl queue join`
struct QueueJoinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Puts a user into a campaign's queue; who joined before keeps the place.")

  @OptionGroup var who: QueueUserOptions
  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(JoinQueueRequest(campaignID: who.campaign, userID: who.user))
      guard let entry = response.entry else { throw console.failure(.emptyResponse) }
      try console.write(response) {
        PrintableText.escaped(response.message) + "\n" + QueueEntryText(wording: console.wording).text(entry)
      }
    }
  }
}
