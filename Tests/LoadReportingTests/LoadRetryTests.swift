import LoadSamples
import RPCClient
import RPCCodec
import ScriptedServer
import Synchronization
import Testing

@testable import LoadReporting
@testable import LoadSending

/// Retries over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct LoadRetryTests {
  private func burst(
    retries: Bool, against script: @escaping ScriptedServer.Script
  ) async throws -> LoadReport {
    let server = try await ScriptedServer.start(script)
    var options = LoadOptions.burst(
      campaignID: 7, address: ServerAddress(host: "127.0.0.1", port: server.port), rate: 1_000,
      duration: .milliseconds(200), connections: 4)
    options.retries = retries
    do {
      let report = try await LoadRun(options).run { _ in }
      await server.stop()
      return report
    } catch {
      await server.stop()
      throw error
    }
  }

  /// A server that refuses the first `count` calls for a coupon.
  private func refusing(
    _ count: Int, _ status: RPCStatus, _ campaign: ScriptedCampaign
  ) -> ScriptedServer.Script {
    let refused = Counter()
    return { call in
      guard call.method == "IssueCoupon", refused.next() <= count else { return campaign.reply(to: call) }
      return .status(status)
    }
  }

  @Test(arguments: [
    scriptedStatus(.unavailable, "DRAINING"),
    scriptedStatus(.resourceExhausted, "OVERLOADED", retryAfter: .milliseconds(20)),
  ])
  func aRefusalThatPassesIsAskedAgain(status: RPCStatus) async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let report = try await burst(retries: true, against: refusing(5, status, campaign))
    #expect(report.exitStatus == 0 && report.sent == 200)
    #expect(report.outcomes == ["OK": 200] && report.retries == 5 && report.refusedRetries == 0)
  }

  /// A repeat shows the coupon of the lost answer where a user may have one coupon.
  @Test func anUnknownOutcomeIsAskedAgain() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let unknown = scriptedStatus(.unknown, "OUTCOME_UNKNOWN")
    let report = try await burst(retries: true, against: refusing(5, unknown, campaign))
    #expect(report.exitStatus == 0 && report.outcomes == ["OK": 200])
    #expect(report.retries == 5 && report.uncertain == 5)
  }

  @Test func nothingIsAskedAgainUnlessItIsWanted() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let report = try await burst(
      retries: false, against: refusing(5, scriptedStatus(.unavailable, "DRAINING"), campaign))
    #expect(report.outcomes == ["OK": 195, "DRAINING": 5] && report.retries == nil)
  }

  @Test func soldOutIsNeverAskedAgain() async throws {
    let campaign = ScriptedCampaign(total: 50)
    let report = try await burst(retries: true, against: campaign.reply)
    #expect(report.exitStatus == 0 && campaign.issueCalls == 200)
    #expect(report.outcomes == ["OK": 50, "SOLD_OUT": 150] && report.retries == 0)
  }

  @Test func theBudgetBoundsWhatAServerThatIsDownGets() async throws {
    let campaign = ScriptedCampaign(total: 50)
    let calls = Counter()
    let report = try await burst(retries: true) { call in
      guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      _ = calls.next()
      return .status(scriptedStatus(.unavailable, "DATABASE_UNAVAILABLE"))
    }
    #expect(report.exitStatus == 1 && report.outcomes == ["DATABASE_UNAVAILABLE": 200])
    // A tenth of the requests, and the reserve.
    let retries = try #require(report.retries)
    #expect(retries >= 10 && retries <= 30 && report.refusedRetries > 0)
    #expect(calls.value == 200 + Int(retries))
  }

  /// The calls that a cut connection leaves open have been decided; asking again shows the same coupons.
  @Test func aLostCallIsAskedAgainAndGetsTheSameCoupon() async throws {
    let campaign = ScriptedCampaign(total: 1_000)
    let calls = Counter()
    let report = try await burst(retries: true) { call in
      let reply = campaign.reply(to: call)
      guard call.method == "IssueCoupon", calls.next() == 50 else { return reply }
      return .cut
    }
    #expect(report.exitStatus == 0)
    // The number of calls that a cut leaves open depends on the machine; those beyond the retry budget stay lost.
    let lost = report.outcomes["CONNECTION_LOST"] ?? 0
    #expect((report.outcomes["OK"] ?? 0) + lost == report.sent && lost == report.refusedRetries)
    #expect((report.retries ?? 0) >= 1)
    #expect(report.replays >= 1 && report.uncertain >= 1)
  }
}

private final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .relaxed) }
  func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
