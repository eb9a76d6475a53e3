import LoadSamples
import NIOCore
import NIOPosix
import RPCClient
import RPCCodec
import ScriptedServer
import Testing

@testable import LoadReporting
@testable import LoadSending

/// Loads on two servers, one of which goes away for good while two event loops send.
@Suite(.timeLimit(.minutes(1)))
struct LostServerTests {
  private let campaign = ScriptedCampaign(total: 10_000)

  /// Runs a load on one server that stays and one that leaves at its tenth call.
  private func run(
    staying: @escaping ScriptedServer.Script, _ load: ([ServerAddress]) async throws -> LoadReport
  ) async throws -> LoadReport {
    let (reached, arrival) = AsyncStream<Void>.makeStream()
    let here = try await ScriptedServer.start(staying)
    let own = ScriptedCampaign(total: 10_000)
    let leaving = try await ScriptedServer.start { call in
      // The campaign is read from the one that stays.
      guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      if own.issueCalls >= 10 { arrival.finish() }
      _ = own.reply(to: call)
      return own.issueCalls > 10 ? .silence : campaign.reply(to: call)
    }
    let stopper = Task {
      for await _ in reached {}
      await leaving.stop()
    }
    let report: Result<LoadReport, any Error>
    do {
      report = .success(try await load([here, leaving].map { ServerAddress(host: "127.0.0.1", port: $0.port) }))
    } catch {
      report = .failure(error)
    }
    arrival.finish()
    await stopper.value
    await here.stop()
    return try report.get()
  }

  /// The server that stays takes its time, so that a loop without a server would give up long before the end.
  @Test func aRaceGoesOnWithTheServersThatAreLeft() async throws {
    let report = try await run { call in
      guard call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      let later = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: .milliseconds(20)) {
        campaign.reply(to: call)
      }
      return .later(later.futureResult)
    } _: { addresses in
      let options = LoadOptions(
        campaignID: 7, pace: .closed(requests: 500, concurrency: 8), addresses: addresses, connections: 4,
        timeout: .milliseconds(200))
      return try await LoadRun(options, threads: 2).run { _ in }
    }
    #expect(report.generator.threads == 2)
    #expect(report.sent == 500 && report.unsent == 0, "\(report.outcomes)")
    #expect(report.exitStatus == 0)
  }

  @Test func aBurstGoesOnWithTheServersThatAreLeft() async throws {
    let report = try await run(staying: campaign.reply) { addresses in
      var options = LoadOptions.burst(campaignID: 7, rate: 1_000, duration: .milliseconds(400), connections: 4)
      options.addresses = addresses
      return try await LoadRun(options, threads: 2).run { _ in }
    }
    #expect(report.generator.threads == 2)
    #expect(report.sent == 400 && report.unsent == 0, "\(report.outcomes)")
    #expect(report.exitStatus == 0)
  }

  /// The last loop that gives up counts what nobody sends any more, once.
  @Test func aRaceWithoutAnyServerEndsWithEveryRequestAccountedFor() async throws {
    let (reached, arrival) = AsyncStream<Void>.makeStream()
    let server = try await ScriptedServer.start { call in
      if campaign.issueCalls >= 50 { arrival.finish() }
      return campaign.issueCalls >= 50 ? .silence : campaign.reply(to: call)
    }
    let options = LoadOptions(
      campaignID: 7, pace: .closed(requests: 500, concurrency: 8),
      addresses: [ServerAddress(host: "127.0.0.1", port: server.port)], connections: 4,
      timeout: .milliseconds(200))
    let stopper = Task {
      for await _ in reached {}
      await server.stop()
    }
    let report = try await LoadRun(options, threads: 2).run { _ in }
    arrival.finish()
    await stopper.value
    #expect(report.generator.threads == 2 && report.unsent > 0)
    #expect(report.sent + report.unsent == 500 && report.outcomes.values.reduce(0, +) == report.sent)
  }
}
