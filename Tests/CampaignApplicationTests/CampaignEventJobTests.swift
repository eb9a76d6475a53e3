import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

/// Runs of a job on due campaigns of which some can't be changed.
@Suite final class CampaignEventJobTests: Sendable {
  private static let ids = (1...6).map { CampaignID(rawValue: $0) }
  private let clock = Mutex(ContinuousClock.now)
  private let session = ScriptedSession(ids.map { .sample(.scheduled, id: $0) })

  private func job(limit: Int = 100, heldLimit: Int = 3) -> CampaignEventJob {
    CampaignEventJob(
      .start, database: ScriptedDatabase(session, servesAtOnce: true), limit: limit, heldLimit: heldLimit,
      now: { self.clock.withLock { $0 } })
  }

  @Test func freeOnesComeFirstAndHeldOnesForAMomentEach() async throws {
    session.script { $0.heldRows = Set(Self.ids.prefix(5)) }
    let report = try await job().runOnce(waitingUntil: nil)
    #expect(report.changed.map(\.campaignID) == [Self.ids[5]])
    #expect(report.failures.map(\.campaignID) == Array(Self.ids.prefix(3)), "a few")
    #expect(session.script { $0.lockRequests.map(\.campaignID) } == [Self.ids[5]] + Self.ids.prefix(3))
    #expect(session.script { $0.lockRequests.allSatisfy { $0.lockTimeout == .milliseconds(100) } })
    #expect(!report.isCutShort)
  }

  @Test func heldOnesAreWaitedForInTurn() async throws {
    session.script { $0.heldRows = Set(Self.ids) }
    let job = self.job(heldLimit: 2)
    var tried: [CampaignID] = []
    for _ in 0..<3 { tried += try await job.runOnce(waitingUntil: nil).failures.map(\.campaignID) }
    #expect(tried == Self.ids)
    #expect(try await job.runOnce(waitingUntil: nil).failures.isEmpty, "all rest")
    session.script { $0.heldRows = [Self.ids[0]] }
    #expect(try await job.runOnce(waitingUntil: nil).changed.map(\.campaignID) == Array(Self.ids.dropFirst()))
  }

  @Test func nobodyIsWaitedForWhenAnotherEventIsNear() async throws {
    session.script {
      $0.heldRows = [Self.ids[0]]
      $0.untilNext = .milliseconds(90)
    }
    #expect(try await job().runOnce(waitingUntil: nil).failures.isEmpty)
    session.script { $0.untilNext = nil }
    let near = clock.withLock { $0 + .milliseconds(90) }
    #expect(try await job().runOnce(waitingUntil: near).failures.isEmpty)
    #expect(try await job().runOnce(waitingUntil: near + .milliseconds(20)).failures.count == 1)
  }

  @Test func faultyOnesTakeNobodysPlaceAndRest() async throws {
    session.script { script in for id in Self.ids.prefix(3) { script.faults[id] = "injected" } }
    let job = self.job(limit: 3)
    let first = try await job.runOnce(waitingUntil: nil)
    #expect(first.failures.map(\.campaignID) == Array(Self.ids.prefix(3)))
    #expect(!first.isCutShort, "it would spin")
    #expect(try await job.runOnce(waitingUntil: nil).changed.map(\.campaignID) == Array(Self.ids.suffix(3)))
    #expect(try await job.runOnce(waitingUntil: nil).failures.isEmpty)
    clock.withLock { $0 += .seconds(2) }
    session.script { $0.faults = [:] }
    #expect(try await job.runOnce(waitingUntil: nil).changed.map(\.campaignID) == Array(Self.ids.prefix(3)))
  }

  @Test func whatTheLockDoesNotFindDueRestsToo() async throws {
    // The clock was set back between the agenda and the lock.
    session.script { script in
      script.hooks[.lock] = { [unowned session] in session.script { $0.now = .start.moved(by: -1) } }
    }
    let job = self.job(limit: 6)
    let report = try await job.runOnce(waitingUntil: nil)
    #expect(report.changed.isEmpty && report.failures.isEmpty && !report.isCutShort)
    session.script { $0.now = .start }
    _ = try await job.runOnce(waitingUntil: nil)
    #expect(session.script { $0.agendaRequests.last.map { Set($0.excluded) } } == Set(Self.ids))
  }
}
