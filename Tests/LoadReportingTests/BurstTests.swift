import LoadSamples
import Histogram
import NIOCore
import NIOPosix
import RPCClient
import RPCCodec
import ScriptedServer
import Synchronization
import Testing

@testable import LoadReporting
@testable import LoadSending

/// Whole bursts over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct BurstTests {
  private func burst(
    against script: @escaping ScriptedServer.Script, until stop: StopSignal = StopSignal(),
    _ change: (inout LoadOptions) -> Void = { _ in },
    progress: @escaping @Sendable (LoadProgress) -> Void = { _ in }
  ) async throws -> LoadReport {
    let server = try await ScriptedServer.start(script)
    var options = LoadOptions.burst(
      campaignID: 7, address: ServerAddress(host: "127.0.0.1", port: server.port), rate: 2_000,
      duration: .milliseconds(250), connections: 4)
    change(&options)
    do {
      let report = try await LoadRun(options).run(until: stop, progress: progress)
      await server.stop()
      return report
    } catch {
      await server.stop()
      throw error
    }
  }

  private func broken(_ report: LoadReport) -> [String] {
    report.invariants.filter { !$0.held }.map(\.name)
  }

  @Test func anHonestServerHoldsEveryInvariant() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let report = try await burst(against: campaign.reply)
    #expect(report.exitStatus == 0)
    #expect(broken(report) == [] && report.invariants.count >= 6)
    #expect(report.planned == 500 && report.sent == 500 && report.unsent == 0)
    #expect(report.outcomes == ["OK": 300, "SOLD_OUT": 200])
    #expect(report.latency.p50 <= report.latency.p99 && report.latency.p99 <= report.latency.max)
  }

  @Test func usersWhoAskAgainAreShownApart() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let report = try await burst(against: campaign.reply) { $0.users = UserPopulation(.repeated(50)) }
    #expect(report.exitStatus == 0)
    #expect(report.outcomes == ["OK": 500] && report.replays == 450)
  }

  @Test(arguments: [UserPopulation.Kind.repeated(50), .random(50), .hot(50)])
  func theProofIsRightForUsersOfEveryKind(kind: UserPopulation.Kind) async throws {
    let campaign = ScriptedCampaign(total: 300)
    let report = try await burst(against: campaign.reply) { $0.users = UserPopulation(kind, seed: 42) }
    #expect(report.exitStatus == 0 && report.outcomes == ["OK": 500])
    #expect(report.replays >= 450 && report.seed == 42)
  }

  @Test func theSameSeedTwiceIsNothingWrong() async throws {
    let campaign = ScriptedCampaign(total: 800)
    for replays in [0, 500] as [UInt64] {
      let report = try await burst(against: campaign.reply) { $0.users = UserPopulation(.unique, seed: 7) }
      #expect(report.exitStatus == 0 && report.outcomes == ["OK": 500] && report.replays == replays)
    }
  }

  @Test func stagesFollowEachOther() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let report = try await burst(against: campaign.reply) {
      $0.stages = [
        LoadStage(rate: 1_000, duration: .milliseconds(100)), LoadStage(rate: 4_000, duration: .milliseconds(50)),
      ]
    }
    // The planned times are SendScheduleTests' subject.
    #expect(report.exitStatus == 0 && report.planned == 300 && report.sent == 300)
  }

  @Test func severalServersShareTheRequests() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let calls = Mutex([0, 0, 0])
    var servers: [ScriptedServer] = []
    for index in 0..<3 {
      servers.append(
        try await ScriptedServer.start { call in
          if call.method == "IssueCoupon" { calls.withLock { $0[index] += 1 } }
          return campaign.reply(to: call)
        })
    }
    var options = LoadOptions.burst(campaignID: 7, rate: 2_000, duration: .milliseconds(300), connections: 6)
    options.addresses = servers.map { ServerAddress(host: "127.0.0.1", port: $0.port) }
    let report = try await LoadRun(options).run { _ in }
    for server in servers { await server.stop() }
    #expect(report.exitStatus == 0 && report.sent == 600 && report.addresses.count == 3)
    let counts = calls.withLock { $0 }
    #expect(counts.reduce(0, +) == 600 && counts.allSatisfy { $0 >= 50 }, "\(counts)")
  }

  @Test func theCampaignIsReadFromWhicheverServerIsThere() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let (reached, arrival) = AsyncStream<Void>.makeStream()
    let leaving = try await ScriptedServer.start { call in
      if campaign.issueCalls >= 50 { arrival.finish() }
      return campaign.reply(to: call)
    }
    let staying = try await ScriptedServer.start(campaign.reply)
    var options = LoadOptions.burst(campaignID: 7, rate: 1_000, duration: .milliseconds(400), connections: 4)
    options.addresses = [leaving, staying].map { ServerAddress(host: "127.0.0.1", port: $0.port) }
    let stopper = Task {
      for await _ in reached {}
      await leaving.stop()
    }
    let report = try await LoadRun(options).run { _ in }
    arrival.finish()
    await stopper.value
    await staying.stop()
    #expect(report.exitStatus == 0 && report.sent + report.unsent == 400)
  }

  @Test func anInstantGoesBeforeTheCampaignsStart() async throws {
    // The campaign starts in centuries; the burst doesn't wait for it.
    let campaign = ScriptedCampaign(total: 300, start: ProtobufTimestamp(seconds: 10_000_000_000))
    var instant = ProtobufTimestamp.wallClock
    let report = try await burst(against: campaign.reply) {
      // The clock is read here, last before the burst reads it.
      instant = ProtobufTimestamp.wallClock
      instant.seconds += 2
      $0.startTime = instant
    }
    #expect(report.sent == 500)
    #expect(!ProtobufTimestamp.wallClock.isBefore(instant))
  }

  @Test func aSecondBurstOnTheSameCampaignIsNothingWrong() async throws {
    let campaign = ScriptedCampaign(total: 800)
    for expected in [["OK": 500], ["OK": 300, "SOLD_OUT": 200]] as [[String: UInt64]] {
      let report = try await burst(against: campaign.reply)
      #expect(report.exitStatus == 0 && report.outcomes == expected)
    }
  }

  /// Nothing is answered before the last request has come: a load that waits for answers would never get there.
  @Test func aStalledServerStopsNoSenderAndItsStallIsLatency() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let gate = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
    let arrived = Atomic(0)
    let report = try await burst { call in
      guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      if arrived.add(1, ordering: .relaxed).newValue == 500 { gate.succeed(()) }
      return .later(gate.futureResult.map { campaign.reply(to: call) })
    }
    #expect(report.exitStatus == 0 && report.sent == 500)
    // The last request was planned 249.5 ms after the first, whose answer came after it was sent.
    #expect(report.latency.max >= 249_000)
    #expect(report.latency.p50 >= 120_000)
  }

  @Test func aSenderThatIsBehindItsPlanSaysSoAndCountsFromThePlan() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let server = try await ScriptedServer.start(campaign.reply)
    let group = MultiThreadedEventLoopGroup.singleton
    let plan = try LoadPlan(
      LoadOptions.burst(
        campaignID: 7, address: ServerAddress(host: "127.0.0.1", port: server.port), rate: 1_000,
        duration: .milliseconds(100), connections: 2))
    let fleet = try await SenderFleet.connect(
      plan: plan, naming: UserNaming(UserPopulation(.repeated(100)), drawn: 1), group: group,
      configuration: RPCClientConfiguration())
    await fleet.run(from: .now() - .seconds(2), until: StopSignal())
    let tally = await fleet.tally()
    await fleet.close()
    await server.stop()
    #expect(tally.sent == 100 && tally.late == 100)
    #expect(tally.latency.min >= 1_890_000)
  }

  @Test func answersThatNeverComeAreCountedAndExplainTheirCoupons() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let calls = Atomic(0)
    let report = try await burst { call in
      let reply = campaign.reply(to: call)
      guard call.method == "IssueCoupon" else { return reply }
      return calls.add(1, ordering: .relaxed).newValue % 5 == 0 ? .silence : reply
    } _: {
      $0.timeout = .milliseconds(300)
    }
    // A busy machine may get no answer at all in time, which breaks no invariant.
    #expect(broken(report) == [])
    let timedOut = try #require(report.outcomes["TIMED_OUT"])
    #expect(timedOut >= 100 && report.outcomes.values.reduce(0, +) == 500)
    #expect(report.latency.max >= 300_000)
  }

  @Test func aCutConnectionIsMadeAgainAndEveryRequestIsAccountedFor() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let calls = Atomic(0)
    let stop = StopSignal()
    let report = try await burst(
      against: { call in
        guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
        let count = calls.add(1, ordering: .relaxed).newValue
        if count == 200 { stop.stop() }
        return count == 50 ? .cut : campaign.reply(to: call)
      }, until: stop
    ) {
      $0.connections = 1
      $0.stages = [LoadStage(rate: 500, duration: .seconds(3_600))]
    }
    #expect(report.verdict == .interrupted && broken(report) == [])
    #expect((report.outcomes["CONNECTION_LOST"] ?? 0) >= 1)
    #expect((report.outcomes["OK"] ?? 0) >= 100)
    #expect(report.sent + report.unsent == report.planned)
  }

  @Test(arguments: [
    (ScriptedCampaign.Lie.issuesPastTheStock, "issued_within_stock"),
    (.givesACodeTwice, "codes_unique"),
    (.losesAnAcknowledgedCoupon, "acknowledged_listed"),
    (.issuesBeforeTheStart, "no_issue_before_start"),
  ])
  func aLyingServerIsFoundOut(lie: ScriptedCampaign.Lie, invariant: String) async throws {
    let campaign = ScriptedCampaign(total: 300, lie: lie)
    let report = try await burst(against: campaign.reply)
    #expect(report.exitStatus == 99)
    #expect(broken(report).contains(invariant))
    #expect(report.text.contains("BROKEN  \(invariant)"))
  }

  @Test func aCampaignThatCannotBeReadBackIsNotChecked() async throws {
    let campaign = ScriptedCampaign(total: 300, lie: .dropsItsCampaign)
    let report = try await burst(against: campaign.reply)
    #expect(report.exitStatus == 1 && report.invariants.isEmpty)
    #expect(report.uncheckedReason?.contains("CAMPAIGN_NOT_FOUND") == true)
  }

  @Test func aCampaignThatDoesNotExistSendsNothing() async throws {
    await #expect(throws: LoadFailure.self) {
      try await burst { _ in .status(scriptedStatus(.notFound, "CAMPAIGN_NOT_FOUND")) }
    }
  }

  @Test func aStopEndsTheSendingAndTheProofIsMade() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let stop = StopSignal()
    let report = try await burst(
      against: { call in
        if campaign.issueCalls >= 100 { stop.stop() }
        return campaign.reply(to: call)
      }, until: stop
    ) {
      $0.stages[0].duration = .seconds(3_600)
    }
    #expect(report.exitStatus == 130 && report.isInterrupted && report.uncheckedReason == nil)
    #expect(broken(report) == [] && report.invariants.contains { $0.name == "sums_add_up" })
    #expect(report.json.contains("\"interrupted\": true") && report.text.hasPrefix("INTERRUPTED  stopped after "))
    #expect(report.sent >= 100 && report.unsent > 7_000_000)
    #expect(report.sent + report.unsent == report.planned)
  }

  @Test func aStopBeforeTheStartSendsNothing() async throws {
    let campaign = ScriptedCampaign(total: 300, start: ProtobufTimestamp(seconds: 10_000_000_000))
    let stop = StopSignal()
    let report = try await burst(
      against: campaign.reply, until: stop,
      progress: { if case .waiting = $0 { stop.stop() } })
    #expect(report.exitStatus == 130 && report.isInterrupted && report.invariants.isEmpty)
    #expect(report.sent == 0 && report.unsent == 500 && campaign.issueCalls == 0)
    #expect(report.json.contains("\"interrupted\": true"))
    #expect(report.text.hasPrefix("INTERRUPTED  stopped before anything was sent, so nothing is proven\n"))
  }

  /// A campaign that nobody answers for is not waited for.
  @Test func aStopEndsTheWaitForTheCampaign() async throws {
    let stop = StopSignal()
    await #expect(throws: LoadFailure("stopped before anything was sent: nothing is proven")) {
      try await burst(
        against: { _ in
          stop.stop()
          return .silence
        }, until: stop)
    }
  }
}
