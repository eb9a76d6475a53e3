import ArgumentParser
import LoadGenerator
import ProgramConventions
import RPCClient

/// `campaign-load burst`: an open-loop burst at a campaign's start.
struct BurstCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "burst",
    abstract: "Fires requests at a fixed rate from the campaign's start on, and proves the outcome.",
    discussion: """
      Open loop: each request has a planned time, whatever the server does, and its latency counts from there. A \
      request that is sent more than 1 ms after its plan counts as late, one that finds no connection as unsent.

      A start that is past fires at once. The start is taken from this machine's clock: keep it together with the \
      database's, or early requests end as CAMPAIGN_NOT_STARTED. SIGINT ends the sending; the proof is still made.

      Exit status: 0 every invariant held; 99 one is broken, and is named; 1 it could not be checked; 2 wrong usage.
      """)

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The campaign whose coupons are asked for.", valueName: "id"))
  var campaign: Int64

  @Option(
    help: ArgumentHelp("The server.", valueName: "host:port"), transform: Endpoint.connecting)
  var address: Endpoint = .standard

  @Option(parsing: .unconditional, help: "Requests a second.")
  var rate: Int

  @Option(parsing: .unconditional, help: "For how long requests are sent, such as 10s.", transform: Duration.flag)
  var duration: Duration

  @Option(parsing: .unconditional, help: "How many users ask in turn (default: each request has a user of its own).")
  var users: Int?

  @Option(parsing: .unconditional, help: "Over how many connections the requests are spread.")
  var connections = 8

  @Option(
    parsing: .unconditional, help: "How long an answer is waited for (default: 10s).",
    transform: Duration.timeLimitFlag)
  var timeout: Duration?

  @OptionGroup
  var reportFlags: ReportFlags

  func run() async throws {
    let burst = try burst()
    let files = try reportFlags.open()
    let report: BurstReport
    do {
      report = try await self.report(of: burst)
    } catch {
      files.discard()
      throw error
    }
    try files.write(report)
    guard report.exitStatus == 0 else { throw ProgramFailure(ExitStatus(rawValue: report.exitStatus)) }
  }

  private func burst() throws -> Burst {
    var options = BurstOptions(
      campaignID: campaign, address: ServerAddress(host: address.host, port: address.port), rate: rate,
      duration: duration, users: users, connections: connections)
    if let timeout { options.timeout = timeout }
    do {
      return try Burst(options)
    } catch {
      throw ProgramFailure(.usage, "error: \(error)")
    }
  }

  private func report(of burst: Burst) async throws -> BurstReport {
    let stop = StopSignal()
    let signal = Task {
      await ServiceProgram.waitForFirstSignal()
      if !Task.isCancelled { stop.stop() }
    }
    defer { signal.cancel() }
    do {
      return try await burst.run(until: stop) { line in
        // Progress that nobody reads any more stops nothing.
        try? StandardStream.error.write(line + "\n")
      }
    } catch {
      throw ProgramFailure(.localFailure, "error: \(error)")
    }
  }
}
