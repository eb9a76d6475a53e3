import LoadSamples
import RPCClient
import RPCCodec
import ScriptedServer
import Testing

@testable import LoadReporting
@testable import LoadSending

/// Whole bursts through a campaign's line, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct LineBurstTests {
  private func burst(
    through line: ScriptedLine, waitLimit: Duration = .seconds(30), until stop: StopSignal = StopSignal(),
    _ change: (inout LoadOptions) -> Void = { _ in }
  ) async throws -> LoadReport {
    let server = try await ScriptedServer.start(line.reply)
    var options = LoadOptions.burst(
      campaignID: 7, address: ServerAddress(host: "127.0.0.1", port: server.port), rate: 2_000,
      duration: .milliseconds(100), connections: 4)
    options.through = .queue(waitLimit: waitLimit)
    change(&options)
    let result = await Result { () async throws(LoadFailure) in
      try await LoadRun(options).run(until: stop) { _ in }
    }
    await server.stop()
    return try result.get()
  }

  private func broken(_ report: LoadReport) -> [String] {
    report.invariants.filter { !$0.held }.map(\.name)
  }

  @Test func anHonestLineHoldsEveryInvariant() async throws {
    let line = ScriptedLine(ScriptedCampaign(total: 120))
    let report = try await burst(through: line)
    #expect(report.exitStatus == 0, "\(report.text)")
    #expect(report.outcomes == ["COMPLETED": 120, "SOLD_OUT": 80])
    for name in ["tickets_without_gap", "served_in_order", "every_entry_ended", "acknowledged_listed"] {
      #expect(report.invariants.contains { $0.name == name }, "\(name)")
    }
    let numbers = try #require(report.line)
    #expect(numbers.joined == 200 && numbers.completed == 120 && numbers.failed == ["SOLD_OUT": 80])
    #expect(numbers.requested == 0 && numbers.tickets == 1...200 && numbers.latencies.count == 200)
    #expect(report.latencies.count == 200 && report.latency.p50 <= numbers.latency.max)
    #expect(report.text.contains("(tickets 1 to 200)"))
    #expect(report.html.contains("<data id=\"end-p50\" value=\"\(numbers.latency.p50)\">"))
    #expect(report.html.contains("<data id=\"outcome-COMPLETED\" value=\"120\">"))
  }

  @Test func thoseWhoWaitCostACallARoundAndNotACallEach() async throws {
    let line = ScriptedLine(ScriptedCampaign(total: 200), batch: 50)
    let report = try await burst(through: line)
    #expect(report.exitStatus == 0 && report.outcomes == ["COMPLETED": 200])
    // Each entry is asked for once its turn has come, and no sooner.
    #expect(line.calls.request == 200)
  }

  @Test func usersWhoJoinAgainAreShownTheSameEntry() async throws {
    let line = ScriptedLine(ScriptedCampaign(total: 30), batch: 20)
    let report = try await burst(through: line) { $0.users = UserPopulation(.repeated(50)) }
    #expect(report.exitStatus == 0, "\(report.text)")
    #expect(report.outcomes == ["COMPLETED": 120, "SOLD_OUT": 80] && report.replays == 90)
    #expect(report.line?.tickets == 1...50 && report.invariants.contains { $0.name == "one_entry_a_user" })
  }

  @Test func anEntryThatWasTriedAgainMayComeLater() async throws {
    let line = ScriptedLine(ScriptedCampaign(total: 200), retriedTicket: 7)
    let report = try await burst(through: line)
    #expect(report.exitStatus == 0, "\(report.text)")
    #expect(report.outcomes == ["COMPLETED": 200] && report.line?.retried == 1)
  }

  @Test(arguments: [
    (ScriptedLine.Lie.servesTheLastFirst, "served_in_order"), (.leavesATicketOut, "tickets_without_gap"),
    (.givesATicketTwice, "tickets_without_gap"), (.letsAUserJoinTwice, "one_entry_a_user"),
    (.neverEndsAnEntry, "every_entry_ended"),
    (.losesACoupon, "acknowledged_listed"), (.countsTooFew, "sums_add_up"),
  ])
  func aLineThatBreaksARuleIsFoundOut(lie: ScriptedLine.Lie, invariant: String) async throws {
    let line = ScriptedLine(ScriptedCampaign(total: 200), lie: lie)
    let report = try await burst(through: line, waitLimit: .seconds(1)) { options in
      if lie == .letsAUserJoinTwice { options.users = UserPopulation(.repeated(150)) }
    }
    #expect(report.exitStatus == 99 && broken(report).contains(invariant), "\(report.text)")
  }

  @Test func anEntryThatTheServerForgotIsLost() async throws {
    let line = ScriptedLine(ScriptedCampaign(total: 200), lie: .forgetsAnEntry)
    let report = try await burst(through: line) { $0.timeout = .seconds(1) }
    #expect(report.exitStatus == 99 && broken(report).contains("every_entry_ended"), "\(report.text)")
    #expect(report.line?.lost == 1 && report.outcomes["REQUEST_NOT_FOUND"] == 1)
  }

  @Test func entriesWithoutAnEndAreCountedAndNamedOnceTheLimitIsOver() async throws {
    let line = ScriptedLine(ScriptedCampaign(total: 200), isMoving: false)
    let report = try await burst(through: line, waitLimit: .milliseconds(200))
    #expect(report.exitStatus == 99 && report.outcomes == ["REQUESTED": 200] && report.line?.requested == 200)
    let ended = try #require(report.invariants.first { $0.name == "every_entry_ended" })
    #expect(!ended.held && ended.evidence.contains("200 without an end, such as request "))
    #expect(line.calls.request == 0)
  }

  @Test func aStopEndsTheWaitAndBlamesNobody() async throws {
    let stop = StopSignal()
    let line = ScriptedLine(ScriptedCampaign(total: 200), isMoving: false)
    let server = Task { try await burst(through: line, until: stop) }
    let deadline = ContinuousClock.now + .seconds(20)
    while line.calls.status < 3, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
    #expect(line.calls.status >= 3)
    stop.stop()
    let report = try await server.value
    #expect(report.exitStatus == 130 && broken(report) == [], "\(report.text)")
    #expect(report.outcomes.values.reduce(0, +) == report.sent && report.line?.requested == report.line?.joined)
  }

  @Test func aRunInWhichNobodyJoinedProvesNothing() async throws {
    let campaign = ScriptedCampaign(total: 0)
    let server = try await ScriptedServer.start { call in
      switch call.method {
      case "JoinQueue": .status(scriptedStatus(.failedPrecondition, "SOLD_OUT"))
      default: ScriptedLine(campaign).reply(to: call)
      }
    }
    var options = LoadOptions.burst(
      campaignID: 7, address: ServerAddress(host: "127.0.0.1", port: server.port), rate: 1_000,
      duration: .milliseconds(50))
    options.through = .queue(waitLimit: .seconds(1))
    let report = try await LoadRun(options).run { _ in }
    await server.stop()
    #expect(report.exitStatus == 1 && report.invariants == [])
    #expect(report.uncheckedReason?.contains("nobody joined the line") == true)
  }

  @Test func theWrittenReportIsReadAndMerged() async throws {
    let line = ScriptedLine(ScriptedCampaign(total: 250))
    let first = try await burst(through: line)
    let second = try await burst(through: line)
    var merge = ReportMerge()
    try merge.add(Array(first.json.utf8), name: "first")
    try merge.add(Array(second.json.utf8), name: "second")
    let merged = try merge.report()
    #expect(merged.exitStatus == 0, "\(merged.text)")
    #expect(merged.outcomes == ["COMPLETED": 250, "SOLD_OUT": 150] && merged.line?.joined == 400)
    #expect(merged.line?.tickets == 1...400 && merged.line?.latencies.count == 400)
    let past = try await ScriptedServer.start(ScriptedCampaign(total: 10).reply)
    let options = LoadOptions.burst(
      campaignID: 7, address: ServerAddress(host: "127.0.0.1", port: past.port), rate: 100,
      duration: .milliseconds(100))
    let issued = try await LoadRun(options).run { _ in }
    await past.stop()
    #expect(throws: MergeRefusal.differentWays(throughQueue: "first", past: "past")) {
      try merge.add(Array(issued.json.utf8), name: "past")
    }
  }
}
