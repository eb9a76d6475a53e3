import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// Changes that somebody committed without waiting for the disk are told behind a marker, whichever row they are of.
@Suite(.timeLimit(.minutes(2))) struct UnflushedCommitTests {
  private let fixture: InfraFixture

  init() async throws {
    fixture = try InfraFixture()
    let gate = fixture.gate
    #expect(try await eventually { gate.releasesEarly })
  }

  /// Commits statements that nobody waits for, and expects a marker behind them once `look` has told of them.
  private func expectMarker(
    behind statements: String, _ look: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try fixture.database.query("BEGIN; SET LOCAL synchronous_commit = off; \(statements); COMMIT")
    let (end, marker) = (try fixture.database.value("SELECT pg_current_wal_insert_lsn()") ?? "", try fixture.lastMarker)
    try await look()
    #expect(try fixture.lastMarker != marker, sourceLocation: sourceLocation)
    #expect(
      try fixture.database.value("SELECT pg_current_wal_flush_lsn() >= '\(end)'::pg_lsn") == "t",
      sourceLocation: sourceLocation)
  }

  @Test func aCampaignThatAnotherServerChanged() async throws {
    let id = try await fixture.create().id
    _ = try await fixture.get(id)
    try await expectMarker(behind: "UPDATE campaigns SET stamp = gen_random_uuid()") { _ = try await fixture.get(id) }
  }

  /// The coupon's issue changes neither the entry nor the line: that these are durable says nothing of it.
  @Test func anOwnCouponBehindAMark() async throws {
    let id = try await fixture.create().id
    let rows = QueueRows(database: fixture.database)
    try rows.line(
      id, last: 2, served: 2, setting: "failed_through = 2, failed_reason = 'SOLD_OUT', failed_time = now()")
    try rows.entry(1, in: id, ticket: 1)
    let (status, request) = (GetQueueStatus(database: fixture.pool), GetCouponRequest(database: fixture.pool))
    // Both rows are covered behind this.
    #expect(try await status.execute(.init(campaignID: id, userID: "user-1"))?.status == .failed(.soldOut))
    let code = "가나다라마바사아자1"
    let issue = """
      INSERT INTO coupons (campaign_id, sequence, code, user_id, slot, issue_time)
      VALUES (\(id), 1, '\(code)', 'user-1', 1, now());
      UPDATE campaigns SET remaining_coupons = remaining_coupons - 1, last_sequence = 1 WHERE id = \(id)
      """
    try await expectMarker(behind: issue) {
      let view = try await status.execute(.init(campaignID: id, userID: "user-1"))
      guard case .completed(let coupon) = view?.status else {
        Issue.record("it is not completed")
        return
      }
      #expect(coupon.code.text == code)
    }
    try await expectMarker(behind: "UPDATE campaigns SET name = 'n' WHERE id = \(id)") {
      let view = try await request.execute(.init(requestID: QueueRows.id(1).description))
      if case .completed = view.status { return }
      Issue.record("it is not completed")
    }
  }

  /// A COMMIT that gave up its standby shows what is at this server alone: repeating the call must not confirm it.
  @Test func aCompensation() async throws {
    let (_, compensation) = try await fixture.createFailed()
    let change = "UPDATE compensation_failures SET status = 'COMPLETED', completed_at = now(), resolved_by = 'a'"
    let get = GetCompensation(database: fixture.pool)
    try await expectMarker(behind: change) {
      let seen = try await get.execute(compensation)
      #expect(seen.resolvedBy == "a")
    }
    let list = ListCompensations(database: fixture.pool)
    try await expectMarker(behind: change) {
      let page = try await list.execute(.init())
      #expect(page.compensations.count == 1)
    }
    let discard = ResolveCompensation(.discard, database: fixture.pool)
    try await expectMarker(behind: change) {
      let seen = try await discard.execute(.init(id: compensation))
      #expect(seen.resolvedBy == "a")
    }
  }

  @Test func aReset() async throws {
    let id = try await fixture.create().id
    let rows = QueueRows(database: fixture.database)
    try rows.line(id, last: 1, served: 1)
    try rows.deadLetter(1, in: id)
    let reset = ResetQueueEntry(database: fixture.pool)
    try await expectMarker(behind: "UPDATE queue_entries SET reset_time = now(), reset_by = 'a', reset_reason = 'b'") {
      let view = try await reset.execute(.init(campaignID: id, userID: "user-1", reason: "r"))
      #expect(view == nil)
    }
    let status = GetQueueStatus(database: fixture.pool)
    try await expectMarker(behind: "UPDATE queue_entries SET reset_by = 'c'") {
      let view = try await status.execute(.init(campaignID: id, userID: "user-1"))
      #expect(view == nil)
    }
    let letters = ListDeadLetters(database: fixture.pool)
    try await expectMarker(behind: "UPDATE queue_entries SET reset_by = 'd'") {
      let page = try await letters.execute(.init(campaignID: nil))
      #expect(page.deadLetters.isEmpty)
    }
  }
}
