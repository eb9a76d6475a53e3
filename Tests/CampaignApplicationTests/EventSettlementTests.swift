import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

@testable import CampaignApplication

/// Runs of a job on due campaigns of which some can't be changed.
@Suite final class EventSettlementTests: Sendable {
  private static let ids = (1...6).map { CampaignID(rawValue: $0) }
  private let clock = Mutex(ContinuousClock.now)
  private let session = ScriptedSession(ids.map { .sample(.scheduled, id: $0) })

  private func settlement(_ limits: EventSettlement.Limits = .init(count: 100)) -> EventSettlement {
    EventSettlement(
      .start, in: ScriptedDatabase(session, servesAtOnce: true), limits: limits, now: { self.clock.withLock { $0 } },
      decide: { $0.campaign.opened(at: $0.now, by: "t") })
  }

  @Test func freeOnesComeFirstAndHeldOnesForAMomentEach() async throws {
    session.script { $0.heldRows = Set(Self.ids.prefix(5)) }
    let report = try await settlement().run(waitingUntil: nil)
    #expect(report.changed.map(\.campaignID) == [Self.ids[5]])
    #expect(report.failures.map(\.campaignID) == Array(Self.ids.prefix(3)), "a few")
    #expect(session.script { $0.lockRequests.map(\.campaignID) } == [Self.ids[5]] + Self.ids.prefix(3))
    #expect(session.script { $0.lockRequests.allSatisfy { $0.lockTimeout == .milliseconds(100) } })
    #expect(!report.isCutShort)
  }

  @Test func heldOnesAreWaitedForInTurn() async throws {
    session.script { $0.heldRows = Set(Self.ids) }
    let job = settlement(.init(count: 100, heldCount: 2))
    var tried: [CampaignID] = []
    for _ in 0..<3 { tried += try await job.run(waitingUntil: nil).failures.map(\.campaignID) }
    #expect(tried == Self.ids)
    #expect(try await job.run(waitingUntil: nil).failures.isEmpty, "all rest")
    session.script { $0.heldRows = [Self.ids[0]] }
    #expect(try await job.run(waitingUntil: nil).changed.map(\.campaignID) == Array(Self.ids.dropFirst()))
  }

  @Test func nobodyIsWaitedForWhenAnotherEventIsNear() async throws {
    session.script {
      $0.heldRows = [Self.ids[0]]
      $0.untilNext = .milliseconds(90)
    }
    #expect(try await settlement().run(waitingUntil: nil).failures.isEmpty)
    session.script { $0.untilNext = nil }
    let near = clock.withLock { $0 + .milliseconds(90) }
    #expect(try await settlement().run(waitingUntil: near).failures.isEmpty)
    #expect(try await settlement().run(waitingUntil: near + .milliseconds(20)).failures.count == 1)
  }

  @Test func faultyOnesTakeNobodysPlaceAndRest() async throws {
    session.script { script in for id in Self.ids.prefix(3) { script.faults[id] = "injected" } }
    let job = settlement(.init(count: 3))
    let first = try await job.run(waitingUntil: nil)
    #expect(first.failures.map(\.campaignID) == Array(Self.ids.prefix(3)))
    #expect(!first.isCutShort, "it would spin")
    #expect(try await job.run(waitingUntil: nil).changed.map(\.campaignID) == Array(Self.ids.suffix(3)))
    #expect(try await job.run(waitingUntil: nil).failures.isEmpty)
    clock.withLock { $0 += .seconds(2) }
    session.script { $0.faults = [:] }
    #expect(try await job.run(waitingUntil: nil).changed.map(\.campaignID) == Array(Self.ids.prefix(3)))
  }

  @Test func whatTheLockDoesNotFindDueRestsToo() async throws {
    // The clock was set back between the agenda and the lock.
    session.script { script in
      script.hooks[.lock] = { [unowned session] in session.script { $0.now = .start.moved(by: -1) } }
    }
    let job = settlement(.init(count: 6))
    let report = try await job.run(waitingUntil: nil)
    #expect(report.changed.isEmpty && report.failures.isEmpty && !report.isCutShort)
    session.script { $0.now = .start }
    _ = try await job.run(waitingUntil: nil)
    #expect(session.script { $0.agendaRequests.last.map { Set($0.excluded) } } == Set(Self.ids))
  }
}
