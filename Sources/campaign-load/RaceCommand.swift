import LoadSending
import ArgumentParser
import ProgramConventions

/// `campaign-load race`: a closed-loop race for a campaign's coupons.
struct RaceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "race",
    abstract: "Keeps calls in flight from the campaign's start on until all were sent, and proves the outcome.",
    discussion: """
      Closed loop: each answer sends the next request, so the server sets the pace, and a latency counts from the send. \
      It finds out how fast a server is; how long callers wait who don't care how busy it is, burst finds out.

      \(LoadCommand.discussion)
      """)

  @OptionGroup var load: LoadFlags

  @Option(parsing: .unconditional, help: "How many requests are sent.", transform: Int.flag)
  var requests: Int

  @Option(
    parsing: .unconditional, help: "How many calls are in flight, over all connections.", transform: Int.flag)
  var concurrency: Int

  @OptionGroup var report: ReportFlags

  func run() async throws {
    try await LoadCommand.carryOut(
      try load.options(.closed(requests: requests, concurrency: concurrency)), report)
  }
}
