import LoadSamples
import NIOCore
import NIOPosix
import RPCClient
import RPCCodec
import ScriptedServer
import Synchronization
import Testing

@testable import LoadReporting
@testable import LoadSending

/// Whole races over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct RaceTests {
  private func race(
    against script: @escaping ScriptedServer.Script, until stop: StopSignal = StopSignal(),
    _ change: (inout LoadOptions) -> Void = { _ in }
  ) async throws -> LoadReport {
    let server = try await ScriptedServer.start(script)
    var options = LoadOptions(
      campaignID: 7, pace: .closed(requests: 500, concurrency: 16),
      addresses: [ServerAddress(host: "127.0.0.1", port: server.port)], connections: 4)
    change(&options)
    do {
      let report = try await LoadRun(options).run(until: stop) { _ in }
      await server.stop()
      return report
    } catch {
      await server.stop()
      throw error
    }
  }

  @Test func everyRequestIsSentOnceAndProved() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let report = try await race(against: campaign.reply)
    #expect(report.exitStatus == 0 && report.kind == .race)
    #expect(report.planned == 500 && report.sent == 500 && report.unsent == 0 && report.late == 0)
    #expect(report.outcomes == ["OK": 300, "SOLD_OUT": 200] && campaign.issueCalls == 500)
    #expect(
      report.invariants.first { $0.name == "acknowledged_listed" }?.evidence
        == "all 300 acknowledged coupons are listed as they were acknowledged")
    #expect(report.text.contains("closed loop"))
  }

  /// Nothing is answered before as many calls came as may be in flight, and none comes beyond them.
  @Test func asManyCallsAreInFlightAsAskedAndNeverMore() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let state = Mutex((inFlight: 0, most: 0, isOpen: false))
    let gate = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
    let report = try await race { call in
      guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      let isFull = state.withLock { state in
        state.inFlight += 1
        state.most = max(state.most, state.inFlight)
        guard state.inFlight == 21, !state.isOpen else { return false }
        state.isOpen = true
        return true
      }
      if isFull { gate.succeed(()) }
      return .later(
        gate.futureResult.map {
          state.withLock { $0.inFlight -= 1 }
          return campaign.reply(to: call)
        })
    } _: {
      // The number of calls is no multiple of the connections.
      $0.concurrency = 21
    }
    #expect(report.exitStatus == 0 && report.sent == 500)
    #expect(state.withLock { $0.most } == 21)
  }

  @Test func aLatencyCountsFromTheSend() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let calls = Atomic(0)
    let gate = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
    let report = try await race { call in
      guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      // One of sixteen calls is held until all others were answered.
      let number = calls.add(1, ordering: .relaxed).newValue
      if number == 500 { gate.succeed(()) }
      return number == 1 ? .later(gate.futureResult.map { campaign.reply(to: call) }) : campaign.reply(to: call)
    }
    #expect(report.exitStatus == 0 && report.latencies.count == 500)
    // The one that was held waited for all others, which did not wait for it.
    #expect(report.latency.p50 < report.latency.max)
  }

  @Test func aCutConnectionCostsItsCallsAndNoMore() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let calls = Atomic(0)
    let report = try await race { call in
      guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      return calls.add(1, ordering: .relaxed).newValue == 50 ? .cut : campaign.reply(to: call)
    }
    #expect(report.exitStatus == 0)
    #expect(report.sent == 500 && report.outcomes.values.reduce(0, +) == 500)
    let lost = report.outcomes["CONNECTION_LOST"] ?? 0
    #expect((1...16).contains(lost))
    #expect(report.text.contains("WARNING  \(lost) of 500 requests have no latency"))
  }

  @Test func aServerThatIsGoneIsGivenUp() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let calls = Atomic(0)
    let (reached, arrival) = AsyncStream<Void>.makeStream()
    let server = try await ScriptedServer.start { call in
      guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      let count = calls.add(1, ordering: .relaxed).newValue
      if count > 50 { arrival.finish() }
      return count > 50 ? .silence : campaign.reply(to: call)
    }
    var options = LoadOptions(
      campaignID: 7, pace: .closed(requests: 500, concurrency: 4),
      addresses: [ServerAddress(host: "127.0.0.1", port: server.port)], connections: 2, timeout: .milliseconds(200))
    options.users = UserPopulation(.random(100), seed: 1)
    let stopper = Task {
      for await _ in reached {}
      await server.stop()
    }
    let report = try await LoadRun(options).run { _ in }
    arrival.finish()
    await stopper.value
    #expect(report.exitStatus == 1 && report.unsent > 0)
    #expect(report.sent + report.unsent == 500 && report.outcomes.values.reduce(0, +) == report.sent)
  }

  @Test func aStopEndsTheSendingAndTheProofIsMade() async throws {
    let campaign = ScriptedCampaign(total: 300)
    let stop = StopSignal()
    let report = try await race(
      against: { call in
        if campaign.issueCalls >= 100 { stop.stop() }
        return campaign.reply(to: call)
      }, until: stop
    ) { $0.requests = 10_000_000 }
    #expect(report.exitStatus == 130 && report.sent >= 100 && report.unsent > 0)
    #expect(report.invariants.allSatisfy(\.held) && !report.invariants.isEmpty)
    #expect(report.sent + report.unsent == 10_000_000)
  }
}
