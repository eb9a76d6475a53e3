import NIOCore
import NIOPosix
import RPCClient
import RPCCodec
import ScriptedServer
import Testing

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// Whole certified races over real sockets, on an installation in memory.
@Suite(.timeLimit(.minutes(1)))
struct RaceCertificationTests {
  /// Certifies a race on as many servers as there are scripts.
  private func certify(
    _ race: ScriptedRace, on scripts: [ScriptedServer.Script], startIn: Duration = .milliseconds(200),
    until stop: StopSignal = StopSignal(), progress: @escaping @Sendable (LoadProgress) -> Void = { _ in }
  ) async throws -> CertificateDocument {
    var servers: [ScriptedServer] = []
    for script in scripts { servers.append(try await ScriptedServer.start(script)) }
    let result: Result<CertificateDocument, any Error>
    do {
      let certification = try RaceCertification(
        coupons: 50, startIn: startIn,
        load: LoadOptions(
          campaignID: 0, pace: .closed(requests: 200, concurrency: 8),
          addresses: servers.map { ServerAddress(host: "127.0.0.1", port: $0.port) }, connections: 4),
        auditor: race, version: "1", commit: "unknown")
      result = .success(
        try await certification.run(until: stop, tellingEach: .milliseconds(50), progress: progress))
    } catch {
      result = .failure(error)
    }
    for server in servers { await server.stop() }
    return try result.get()
  }

  private func failure(
    _ race: ScriptedRace, on scripts: [ScriptedServer.Script], startIn: Duration = .milliseconds(200),
    until stop: StopSignal = StopSignal(), progress: @escaping @Sendable (LoadProgress) -> Void = { _ in }
  ) async -> String {
    let error = await #expect(throws: LoadFailure.self) {
      try await certify(race, on: scripts, startIn: startIn, until: stop, progress: progress)
    }
    return error?.description ?? ""
  }

  /// Years behind this machine's clock, or years ahead: the race begins when the campaign does.
  @Test(arguments: [1_000_000_000, 4_000_000_000])
  func aRaceFiresByTheClockOfTheDatabase(clock: Int64) async throws {
    let race = ScriptedRace(clock: clock)
    let stop = StopSignal()
    let document = try await certify(race, on: [race.reply, race.reply], until: stop) { progress in
      // A wait for this machine's clock would last for decades.
      if case .waiting(let seconds) = progress, seconds > 60 { stop.stop() }
    }
    #expect(document.certificate.requests.outcomes == ["OK": 50, "SOLD_OUT": 150])
    #expect(document.brokenInvariants.isEmpty && document.findings() == [], "\(document.findings())")
    #expect(race.isClosed)
  }

  @Test func whereNoRaceTookPlaceNobodyIsAccused() async throws {
    let race = ScriptedRace(lie: .neverStarts)
    let failure = await failure(race, on: [race.reply])
    #expect(failure.contains("no race took place") && failure.contains("CAMPAIGN_NOT_STARTED 200"), "\(failure)")
    #expect(race.isClosed)
  }

  @Test func whoSaysSoldOutOfWhatNeverOpenedIsAccused() async throws {
    let race = ScriptedRace(lie: .saysSoldOutBeforeTheStart)
    let document = try await certify(race, on: [race.reply])
    #expect(document.brokenInvariants.contains("sold_out_is_final"))
  }

  @Test func anotherServerClosesTheCampaignWhereOneCannot() async throws {
    let race = ScriptedRace()
    let document = try await certify(
      race,
      on: [
        { $0.method == "CloseCampaign" ? .status(scriptedStatus(.internal, "INTERNAL")) : race.reply(to: $0) },
        race.reply,
      ])
    #expect(document.brokenInvariants.isEmpty && race.isClosed)
  }

  @Test func aServerThatDoesNotServeIsFoundBeforeThereIsACampaign() async throws {
    let race = ScriptedRace()
    let failure = await failure(
      race,
      on: [
        race.reply,
        { $0.method == "Check" ? .message(HealthCheckResponse(status: .notServing)) : race.reply(to: $0) },
      ])
    #expect(failure.contains("no campaign was created") && !race.isCreated, "\(failure)")
  }

  @Test func aServerThatLeavesAfterTheCreationLeavesNoOpenCampaign() async throws {
    let race = ScriptedRace()
    let other = try await ScriptedServer.start(race.reply)
    let first = try await ScriptedServer.start { call in
      guard call.method == "CreateCampaign" else { return race.reply(to: call) }
      let gone = MultiThreadedEventLoopGroup.singleton.next().makeFutureWithTask { await other.stop() }
      return .later(gone.map { race.reply(to: call) })
    }
    let certification = try RaceCertification(
      coupons: 1_000, startIn: .milliseconds(200),
      load: LoadOptions(
        campaignID: 0, pace: .closed(requests: 10_000, concurrency: 64),
        addresses: [first, other].map { ServerAddress(host: "127.0.0.1", port: $0.port) }),
      auditor: race, version: "1", commit: "unknown")
    let error = await #expect(throws: LoadFailure.self) { try await certification.run { _ in } }
    #expect(error?.description.contains("campaign 7, which was created for it, is closed") == true)
    #expect(race.isCreated && race.isClosed)
    await first.stop()
  }

  @Test func aStopBeforeTheStartClosesTheCampaign() async throws {
    let race = ScriptedRace()
    let stop = StopSignal()
    let failure = await failure(race, on: [race.reply], startIn: .seconds(3_600), until: stop) { progress in
      if case .waiting = progress { stop.stop() }
    }
    #expect(failure.contains("nothing was sent") && race.isCreated && race.isClosed, "\(failure)")
  }

  /// A second interrupt of a race ends the program; the campaign is closed by then.
  @Test func aStopClosesTheCampaignBeforeTheLastAnswer() async throws {
    let race = ScriptedRace()
    let stop = StopSignal()
    let (closed, closing) = AsyncStream<Void>.makeStream()
    let document = try await certify(
      race,
      on: [
        { call in
          guard call.method == "IssueCoupon" else {
            if call.method == "CloseCampaign" { closing.finish() }
            return race.reply(to: call)
          }
          let answer = race.reply(to: call)
          guard stop.isStopped else {
            if race.issued >= 20 { stop.stop() }
            return answer
          }
          // No answer comes before the campaign is closed.
          return .later(
            MultiThreadedEventLoopGroup.singleton.next().makeFutureWithTask {
              for await _ in closed {}
              return answer
            })
        }
      ], until: stop)
    #expect(document.certificate.requests.interrupted == true && document.certificate.requests.unsent > 0)
    #expect(document.brokenInvariants.isEmpty && document.findings() == [], "\(document.findings())")
    #expect(document.verdict() == .interrupted && document.verdict().exitStatus == 130)
    let lines = document.summary().split(separator: "\n")
    #expect(lines.last?.hasPrefix("VERDICT  interrupted: stopped after ") == true, "\(lines)")
  }

  @Test func whereNobodyWasServedNothingIsCertified() async throws {
    let race = ScriptedRace()
    let failure = await failure(
      race,
      on: [
        { call in
          guard call.method == "IssueCoupon" else { return race.reply(to: call) }
          race.open()
          return .status(scriptedStatus(.failedPrecondition, "CAMPAIGN_PAUSED"))
        }
      ])
    #expect(failure.contains("nobody was served") && failure.contains("CAMPAIGN_PAUSED 200"), "\(failure)")
    #expect(race.isClosed)
  }

  @Test func aStopBeforeTheCreationCreatesNothing() async throws {
    let race = ScriptedRace()
    let stop = StopSignal()
    stop.stop()
    let failure = await failure(race, on: [race.reply], until: stop)
    #expect(failure.contains("stopped before the campaign was created") && !race.isCreated, "\(failure)")
  }
}
