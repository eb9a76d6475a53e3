import CrashChecking
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CrashProof {
  /// PostgreSQL is killed again and again under bursts of all kinds of calls, with flushes that take long and a WAL
  /// writer that writes nothing. `make crash-test` runs it for long.
  @Suite struct CrashTests {
    @Test(arguments: CrashSettings.legs)
    func nothingThatCallersWereToldIsTakenBackByACrash(leg: Int) async throws {
      try await CrashStage.with { stage in
        var run = CrashLeg(on: stage, seed: CrashSettings.seed &+ UInt64(leg))
        let end = ContinuousClock.now + CrashSettings.legTime
        while CrashSettings.minutes == nil ? run.crashes < CrashSettings.boundedRounds : ContinuousClock.now < end {
          try await run.crashOnce()
        }
        print(run.report)
        #expect(run.contradictions.isEmpty, "\(run.contradictions.prefix(10)); \(run.report)")
        #expect(stage.journal.surprises.isEmpty, "\(stage.journal.surprises)")
        #expect(run.unflushedBytes > 0, "a crash that takes nothing proves nothing")
        for server in stage.servers { #expect(server.process.isRunning) }
      }
    }

    /// A mutation: the server answers at once what it should hold until it is on disk.
    @Test(.enabled("nobody is held") { try await CrashSettings.serverHasGate() })
    func aGateThatIsOpenIsFound() async throws {
      try await CrashStage.with(environment: ["SEONCHAK_TEST_OPEN_GATE": "1"]) { stage in
        var run = CrashLeg(on: stage, seed: CrashSettings.seed)
        while run.contradictions.isEmpty, run.crashes < 10 { try await run.crashOnce() }
        print("with the gate open, \(run.report)")
        let broken = run.contradictions.map(\.promise)
        #expect(broken.contains(.toldCouponIsStored), "\(run.report)")
      }
    }

    @Test func aRoleThatHidesWarningsChangesNothing() async throws {
      try await CrashStage.with(role: "SET client_min_messages = error") { stage in
        var run = CrashLeg(on: stage, seed: CrashSettings.seed)
        for _ in 0..<2 { try await run.crashOnce() }
        #expect(run.contradictions.isEmpty, "\(run.contradictions.prefix(10)); \(run.report)")
        #expect(stage.journal.surprises.isEmpty, "\(stage.journal.surprises)")
      }
    }
  }
}
