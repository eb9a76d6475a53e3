import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Compensations are tried until they are done, each coupon's stock comes back once, and no row holds another up.
@Suite struct CompensationJobTests {
  @Test func aStockReleaseRevokesTheCouponAndReturnsItsStock() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    let compensation = try fixture.compensate(id, .stockRelease)
    let (partner, observer) = (RecordedPartner(status: 500), RecordedCompensations())
    try await fixture.compensations(partner, observer: observer).finish()
    #expect(try fixture.coupon(id) == ["REVOKED", "10"])
    #expect(try fixture.column("status", of: compensation) == "COMPLETED")
    #expect(try fixture.column("completed_at >= last_attempted_at", of: compensation) == "true")
    #expect(partner.calls.isEmpty, "nobody outside has it")
    #expect(observer.ends.withLock { $0.map(\.status) } == [.completed])
    try fixture.expectStockAddsUp(id)
    let next = try await fixture.issue(id, user: "u1")
    #expect(next.coupon.sequence == 2, "the slot is free, the sequence is not")
  }

  @Test(arguments: [200, 204, 404, 410]) func aCouponThatWasTakenBackIsRevoked(status: Int) async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    let compensation = try fixture.compensate(id)
    let partner = RecordedPartner(status: status)
    try await fixture.compensations(partner).finish()
    #expect(try fixture.coupon(id) == ["REVOKED", "10"])
    #expect(try fixture.column("status", of: compensation) == "COMPLETED")
    let request = try #require(partner.calls.first)
    #expect(partner.calls.count == 1 && request.method == .delete && request.body.isEmpty)
    let requestID = try fixture.column("payload->>'requestId'", of: compensation)
    #expect(request.requestID.description == requestID)
    #expect(request.url.text == "http://partner.test/coupons/\(requestID)?key=7")
  }

  @Test func aReversalForAnAdminLeavesTheStock() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    try fixture.compensate(id, returnsStock: false)
    try await fixture.compensations(RecordedPartner(status: 200)).finish()
    #expect(try fixture.coupon(id) == ["REVOKED", "9"])
    try fixture.expectStockAddsUp(id)
  }

  @Test(arguments: [
    (PartnerReply.answer(PartnerAnswer(status: 500)), "the service answered DELETE with 500"),
    (.answer(PartnerAnswer(status: 401)), "the service answered DELETE with 401"),
    (.answer(PartnerAnswer(status: 302, location: "http://elsewhere.test")), "the service answered DELETE with 302"),
    (.unreached("connection refused"), "DELETE reached nobody: connection refused"),
    (.misconfigured("unknown name"), "DELETE could not be sent: unknown name"),
    (.unknown("timed out"), "DELETE got no whole answer: timed out"),
  ]) func anythingElseIsATryThatFailed(reply: PartnerReply, error: String) async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    let compensation = try fixture.compensate(id, setting: "immediate_count = 3")
    try await fixture.compensations(RecordedPartner { _ in reply }).finish()
    #expect(try fixture.column("error_message", of: compensation) == error)
    #expect(try fixture.column("status", of: compensation) == "PENDING")
    #expect(try fixture.column("retry_count", of: compensation) == "1")
    #expect(try fixture.column("next_attempt_time - last_attempted_at", of: compensation) == "00:01:00")
    #expect(try fixture.coupon(id) == ["REVOKE_PENDING", "9"])
  }

  /// Three schedulers, with rows that are moved back in time in place of a minute that passes.
  @Test func fiveTriesTakeFiveIntervalsHoweverManySchedulersRun() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    let compensation = try fixture.compensate(id)
    let (partner, observer) = (RecordedPartner(status: 500), RecordedCompensations())
    let jobs = (1...3).map { _ in fixture.compensations(partner, observer: observer) }
    func runAll() async throws {
      try await withThrowingTaskGroup { group in
        for job in jobs { group.addTask { try await job.finish() } }
        try await group.waitForAll()
      }
    }
    try await runAll()
    #expect(partner.calls.count == 3, "the immediate tries")
    for retry in 1...5 {
      try await runAll()
      #expect(partner.calls.count == 2 + retry, "a try before its interval was over")
      try fixture.set(
        """
        last_attempted_at = last_attempted_at - interval '30 s', next_attempt_time = next_attempt_time - interval '30 s'
        """, of: compensation)
      try await runAll()
      #expect(partner.calls.count == 2 + retry, "a try before its interval was over")
      try fixture.set(
        "last_attempted_at = last_attempted_at - interval '30 s', next_attempt_time = next_attempt_time - interval '30 s'",
        of: compensation)
      try await runAll()
      #expect(partner.calls.count == 3 + retry)
    }
    #expect(try fixture.column("status", of: compensation) == "FAILED")
    #expect(try fixture.column("retry_count", of: compensation) == "5")
    #expect(try fixture.column("next_attempt_time", of: compensation).isEmpty)
    #expect(observer.ends.withLock { $0.map(\.status) } == Array(repeating: .pending, count: 7) + [.failed])
    try await runAll()
    #expect(partner.calls.count == 8, "what has FAILED is not tried")
    #expect(try fixture.coupon(id) == ["REVOKE_PENDING", "9"])
  }

  /// Both kinds for one coupon, in two schedulers at once, again and again.
  @Test func twoEffectsReturnTheStockOnce() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking(6)
    for sequence in 1...6 as ClosedRange<Int64> {
      try fixture.compensate(id, .stockRelease, sequence: sequence)
      try fixture.compensate(id, .deliveryReversal, sequence: sequence)
    }
    let jobs = (1...2).map { _ in fixture.compensations(RecordedPartner(status: 200)) }
    try await withThrowingTaskGroup { group in
      for job in jobs { group.addTask { try await job.finish() } }
      try await group.waitForAll()
    }
    #expect(try await fixture.get(id).campaign.remainingCoupons == 10)
    #expect(try fixture.database.value("SELECT count(*) FROM compensation_failures WHERE status = 'COMPLETED'") == "12")
    try fixture.expectStockAddsUp(id)
  }

  /// A scheduler that stood still past its lease: another has the row by then.
  @Test func aLateOutcomeIsNotSaved() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    let compensation = try fixture.compensate(id)
    let partner = RecordedPartner { _ in
      try? fixture.set("token = token + 1", of: compensation)
      return .answer(PartnerAnswer(status: 200))
    }
    let observer = RecordedCompensations()
    try await fixture.compensations(partner, observer: observer).finish()
    #expect(try fixture.column("status", of: compensation) == "PROCESSING")
    #expect(try fixture.coupon(id) == ["REVOKE_PENDING", "9"])
    #expect(observer.ends.withLock { $0.isEmpty })
    // When that one's lease is over, too, the next try does it.
    try fixture.set("next_attempt_time = now()", of: compensation)
    try await fixture.compensations(RecordedPartner(status: 410)).finish()
    #expect(try fixture.column("status", of: compensation) == "COMPLETED")
    #expect(try fixture.column("immediate_count", of: compensation) == "2")
    #expect(try fixture.coupon(id) == ["REVOKED", "10"])
  }

  @Test func theLastTryOfADeadSchedulerFailsAndIsTold() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    let compensation = try fixture.compensate(
      id, setting: "status = 'PROCESSING', retry_count = 5, immediate_count = 3, last_attempted_at = now()")
    let (partner, observer) = (RecordedPartner(status: 200), RecordedCompensations())
    try await fixture.compensations(partner, observer: observer).finish()
    #expect(try fixture.column("status", of: compensation) == "FAILED")
    #expect(partner.calls.isEmpty && observer.ends.withLock { $0.map(\.status) } == [.failed])
  }

  @Test func aHeldCampaignIsATryThatFailed() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    let compensation = try fixture.compensate(id, .stockRelease, setting: "immediate_count = 3")
    let holder = try fixture.database.openTransaction("SELECT FROM campaigns WHERE id = \(id) FOR UPDATE")
    try await fixture.compensations(RecordedPartner(status: 200)).finish()
    try holder.end()
    #expect(try fixture.column("error_message", of: compensation).contains("holds the row"))
    #expect(try fixture.column("status", of: compensation) == "PENDING")
  }

  @Test func aCouponOfAnotherHistoryIsLeftAlone() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking(2)
    let compensation = try fixture.compensate(id, .stockRelease, setting: "immediate_count = 3")
    try fixture.database.query("DELETE FROM coupons WHERE sequence = 1")
    let another = try fixture.compensate(id, .stockRelease, sequence: 2, setting: "immediate_count = 3")
    try fixture.set("payload = payload || '{\"code\": \"가2나3다4라5마6\"}'", of: another)
    try await fixture.compensations(RecordedPartner(status: 200)).finish()
    #expect(try fixture.column("error_message", of: compensation) == "its coupon is gone")
    #expect(try fixture.column("error_message", of: another).contains("another code"))
    #expect(try fixture.coupon(id, sequence: 2) == ["REVOKE_PENDING", "8"])
  }
}
