internal import ArgumentParser
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl queue status`
struct QueueStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows a user's place in a campaign's queue; with --watch until it ends.")

  /// The time from one look at a watched place to the next; its end is seen at once.
  private static let interval = Duration.seconds(1)
  /// The time by which a server answers before a wait's time is over.
  private static let waitMargin = Duration.milliseconds(500)
  /// The failures in a row, of a server that is away or slow, after which nobody watches any more.
  private static let maximumFailures = 5

  @Flag(help: "Follow the place until it ends, a line for each change.")
  var watch = false

  @OptionGroup var who: QueueUserOptions
  @OptionGroup var options: ConsoleOptions

  func run() async throws {
    let console = options.console()
    try await ServerCalls.with(console) { calls in
      if watch { return try await follow(calls, console) }
      let response = try await calls.call(request)
      guard let entry = response.entry else { throw console.failure(.emptyResponse) }
      try console.write(response) { QueueEntryText(wording: console.wording).text(entry) }
    }
  }

  private var request: GetQueueStatusRequest { GetQueueStatusRequest(campaignID: who.campaign, userID: who.user) }

  private func follow(_ calls: ServerCalls, _ console: Console) async throws {
    var shown: QueueEntryMessage?
    var changed: GetQueueStatusResponse?
    var failures = 0
    while true {
      let next = ContinuousClock.now + Self.interval
      do throws(ProgramFailure) {
        let response = try await calls.call(request)
        failures = 0
        guard let entry = response.entry else { throw console.failure(.emptyResponse) }
        if shown.map({ !$0.hasPlace(of: entry) }) ?? true { changed = response }
        shown = entry
      } catch {
        failures += 1
        guard [.unreachable, .noAnswer].contains(error.status), failures < Self.maximumFailures else { throw error }
      }
      if let response = changed.take(), let entry = response.entry {
        try console.write(response) { QueueEntryText(wording: console.wording).line(entry) }
        guard entry.status == .waiting || entry.status == .processing else { return }
      }
      if let shown, failures == 0 {
        let wait = WaitCouponRequestRequest(requestID: shown.requestID)
        // It ends early with the request; what fails here fails above, too.
        let end = try? await calls.call(wait, timeout: Self.interval + Self.waitMargin).request
        if let end, end.status != .requested { continue }
      }
      try await Task.sleep(until: next)
    }
  }
}

extension QueueEntryMessage {
  /// True when the user would be told nothing new. The estimated wait is another all the time.
  fileprivate func hasPlace(of other: QueueEntryMessage) -> Bool {
    requestID == other.requestID && status == other.status && position == other.position
  }
}
