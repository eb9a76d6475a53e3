internal import ArgumentParser
internal import RPCCodec

/// `campaignctl queue reset`
struct QueueResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Lets a user whose entry failed join anew, at the end; other entries stay.")

  @OptionGroup var who: QueueUserOptions

  @Option(parsing: .unconditional, help: "Why, kept with the entry; up to 1000 characters.")
  var reason: String = ""

  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      let response = try await calls.call(
        ResetQueueEntryRequest(campaignID: who.campaign, userID: who.user, reason: reason))
      guard let entry = response.entry else { throw console.failure(.emptyResponse) }
      let wording = console.wording
      try console.write(response) {
        (entry.status == .notInQueue ? wording.queue.noEntryNow : wording.queue.entryNotReset) + "\n"
          + QueueEntryText(wording: wording).text(entry)
      }
    }
  }
}
