import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Revocations on PostgreSQL: what is saved of coupons, entries, deliveries and compensations.
@Suite struct RevocationOnPostgresTests {
  private func revoke(
    _ coupon: Coupon, returningStock: Bool, in fixture: InfraFixture
  ) async throws(UseCaseError) -> Coupon {
    try await RevokeCoupon(database: fixture.pool).execute(
      .init(
        campaignID: coupon.campaignID, code: coupon.code.text, reason: "why", returnsStock: returningStock,
        actor: "kim"))
  }

  /// A coupon of a user who stood in line, with an entry that has it, and a campaign with a service.
  private func deliveredCoupon(
    _ fixture: InfraFixture, state: String = "COMPLETED"
  ) async throws -> (coupon: Coupon, requestID: String) {
    let campaign = try await fixture.create(coupons: 3)
    let coupon = try await fixture.issue(campaign.id, user: "u1").coupon
    try fixture.database.query(
      """
      UPDATE campaigns SET queue_only = true, delivery_url = 'http://partner.example/c' WHERE id = \(campaign.id);
      INSERT INTO campaign_queues (
        campaign_id, last_ticket, claimed, served, completed, delivering, next_batch_time, is_active)
      VALUES (\(campaign.id), 1, 1, 1, \(state == "COMPLETED" ? "1, 0" : "0, 1"), now(), false);
      INSERT INTO queue_entries (
        request_id, campaign_id, user_id, ticket, state, coupon_sequence, join_time, update_time)
      VALUES (gen_random_uuid(), \(campaign.id), 'u1', 1, '\(state)', \(coupon.sequence), now(), now())
      """)
    return (coupon, try #require(try fixture.database.value("SELECT request_id FROM queue_entries")))
  }

  private func beginDelivery(
    of requestID: String, _ coupon: Coupon, attempts: Int, lease: String, in fixture: InfraFixture
  ) throws {
    try fixture.database.query(
      """
      INSERT INTO deliveries (
        request_id, campaign_id, sequence, attempts, may_have_arrived, next_attempt_time, lease_end_time, token)
      VALUES ('\(requestID)', \(coupon.campaignID), \(coupon.sequence), \(attempts), \(attempts > 0), now(), \(lease), 3)
      """)
  }

  @Test func theRowSaysWhatBecameOfIt() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 3).id
    let (kept, returned) = (
      try await fixture.issue(id, user: "kept").coupon, try await fixture.issue(id, user: "returned").coupon
    )
    let revoked = try await revoke(kept, returningStock: false, in: fixture)
    #expect(try await revoke(returned, returningStock: true, in: fixture).state.revokedTime != nil)
    #expect(
      try fixture.database.query(
        """
        SELECT user_id, slot IS NULL, revoke_time = revoked_time, stock_returned_time = revoked_time
        FROM coupons ORDER BY sequence
        """) == [["kept", "f", "t", nil], ["returned", "t", "t", "t"]])
    #expect(try await fixture.get(id).coupons.map(\.state).first == revoked.state)
    #expect(
      try fixture.database.query("SELECT remaining_coupons, last_sequence FROM campaigns WHERE id = \(id)")
        == [["2", "2"]])
  }

  /// The row's save is another, by which every server sees that its knowledge is over.
  @Test func eachRevocationChangesTheStampAndARepeatDoesNot() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 3).id
    for returning in [true, false] {
      let coupon = try await fixture.issue(id, user: "\(returning)").coupon
      let stamp = { try fixture.database.value("SELECT stamp FROM campaigns WHERE id = \(id)") }
      let before = try stamp()
      _ = try await revoke(coupon, returningStock: returning, in: fixture)
      let after = try stamp()
      #expect(before != after)
      _ = try await revoke(coupon, returningStock: !returning, in: fixture)
      #expect(try stamp() == after)
    }
  }

  /// Servers that refuse from memory hear of stock that came back, and of nothing else.
  @Test func returnedStockIsToldOf() async throws {
    let fixture = try InfraFixture()
    let told = Mutex<[CampaignID]>([])
    let listener = try #require(
      CampaignChangeListener(fixture.postgres, logger: InfraFixture.silent) { id in told.withLock { $0.append(id) } })
    // The first wait only makes the connection.
    await listener.wait(until: .now + .seconds(60))
    async let listening: Void = listener.run()
    for returning in [true, false] {
      let id = try await fixture.create().id
      _ = try await revoke(try await fixture.issue(id, user: "u").coupon, returningStock: returning, in: fixture)
      let last = try await fixture.create().id
      #expect(try await eventually { told.withLock { $0.last == last } })
      #expect(told.withLock { $0.count { $0 == id } } == (returning ? 2 : 1), "its creation, and its stock")
    }
    listener.stop()
    await listening
  }

  @Test func whatTheServiceHasIsLeftForAReversal() async throws {
    let fixture = try InfraFixture()
    let (coupon, requestID) = try await deliveredCoupon(fixture)
    let revoked = try await revoke(coupon, returningStock: true, in: fixture)
    guard case .revokePending = revoked.state else { return #expect(Bool(false), "\(revoked.state)") }
    #expect(
      try fixture.database.query(
        """
        SELECT compensation_type, reference_id, status, payload->>'requestId', payload->>'code', payload->>'userId',
          payload->>'returnStock', payload->>'deliveryUrl', payload->>'reason', next_attempt_time = created_at
        FROM compensation_failures
        """) == [
          [
            "DELIVERY_REVERSAL", "\(coupon.campaignID)/\(coupon.sequence)", "PENDING", requestID, coupon.code.text,
            "u1", "true", "http://partner.example/c", "why", "t",
          ]
        ])
    #expect(
      try fixture.database.query("SELECT state, failure_reason, coupon_sequence FROM queue_entries")
        == [["FAILED", "REVOKED", "\(coupon.sequence)"]])
    #expect(
      try fixture.database.query("SELECT completed, failed, delivering FROM campaign_queues") == [["0", "1", "0"]])
    #expect(
      try fixture.database.query("SELECT remaining_coupons, (SELECT slot FROM coupons) FROM campaigns")
        == [["2", "1"]], "nothing is returned before the service gave it back")
  }

  @Test(arguments: [(1, "NULL"), (0, "now() + interval '1 hour'"), (2, "now() + interval '1 hour'")])
  func aDeliveryUnderWayIsVoidedAndReversedAfterItsLease(attempts: Int, lease: String) async throws {
    let fixture = try InfraFixture()
    let (coupon, requestID) = try await deliveredCoupon(fixture, state: "DELIVERING")
    try beginDelivery(of: requestID, coupon, attempts: attempts, lease: lease, in: fixture)
    let leaseEnd = try fixture.database.value("SELECT coalesce(lease_end_time, '-infinity') FROM deliveries")
    _ = try await revoke(coupon, returningStock: true, in: fixture)
    #expect(try fixture.database.value("SELECT count(*) FROM deliveries") == "0")
    #expect(
      try fixture.database.value(
        """
        SELECT next_attempt_time = greatest(created_at, '\(leaseEnd ?? "")'::timestamptz) FROM compensation_failures
        """) == "t")
    #expect(
      try fixture.database.query("SELECT state, failure_reason, attempts FROM queue_entries")
        == [["FAILED", "REVOKED", "\(attempts)"]])
    #expect(
      try fixture.database.query("SELECT completed, failed, delivering FROM campaign_queues") == [["0", "1", "0"]])
  }

  @Test func aDeliveryThatWasNotBegunGoesWithItsCoupon() async throws {
    let fixture = try InfraFixture()
    let (coupon, requestID) = try await deliveredCoupon(fixture, state: "DELIVERING")
    try beginDelivery(of: requestID, coupon, attempts: 0, lease: "NULL", in: fixture)
    // Another campaign stands still, too.
    try fixture.database.query(
      """
      INSERT INTO delivery_standstills (campaign_id, failures, next_attempt_time, since_time, error)
      VALUES (\(coupon.campaignID), 1, now(), now(), 'HTTP 404'), (999, 1, now(), now(), 'HTTP 404')
      """)
    #expect(try await revoke(coupon, returningStock: true, in: fixture).state.revokedTime != nil)
    #expect(try fixture.database.value("SELECT count(*) FROM deliveries") == "0")
    // Nothing waits for the end of its standstill any more.
    #expect(try fixture.database.query("SELECT campaign_id FROM delivery_standstills") == [["999"]])
    #expect(try fixture.database.value("SELECT count(*) FROM compensation_failures") == "0")
    #expect(try fixture.database.value("SELECT remaining_coupons FROM campaigns") == "3")
  }

  /// Somebody is about to save what an attempt brought: the revocation waits for that, and decides by it.
  @Test func theDeliverysRowIsLockedAndReadBehindTheLock() async throws {
    let fixture = try InfraFixture()
    let (coupon, requestID) = try await deliveredCoupon(fixture, state: "DELIVERING")
    try beginDelivery(of: requestID, coupon, attempts: 0, lease: "NULL", in: fixture)
    let claim = try fixture.database.openTransaction(
      "UPDATE deliveries SET attempts = 1, lease_end_time = now() + interval '1 hour'")
    async let revoked = revoke(coupon, returningStock: true, in: fixture)
    #expect(try await eventually { try fixture.waitsForLock })
    try claim.run("COMMIT")
    guard case .revokePending = try await revoked.state else { return #expect(Bool(false), "it was sent") }
    #expect(try fixture.database.value("SELECT count(*) FROM compensation_failures") == "1")
  }

  @Test func whatWasDeliveredByARequestThatWasPrunedStays() async throws {
    let fixture = try InfraFixture()
    let (coupon, _) = try await deliveredCoupon(fixture)
    try fixture.database.query("DELETE FROM queue_entries")
    #expect(
      await failure { () throws(UseCaseError) in try await revoke(coupon, returningStock: true, in: fixture) }
        == .deliveryRequestNotFound(coupon.code.text))
    #expect(try fixture.database.value("SELECT revoke_time IS NULL FROM coupons") == "t")
  }

  /// A user who has many slots, some of which came back.
  @Test func theLowestFreeSlotIsGivenNext() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 10, perUser: 4).id
    var coupons: [Coupon] = []
    for _ in 0..<4 { coupons.append(try await fixture.issue(id, user: "u").coupon) }
    for place in [2, 0] { _ = try await revoke(coupons[place], returningStock: true, in: fixture) }
    let (pool, other) = fixture.anotherEngine()
    for engine in [fixture.engine, other] { _ = try await fixture.issue(id, user: "u", at: engine) }
    #expect(
      try fixture.database.query("SELECT sequence, slot FROM coupons WHERE slot IS NOT NULL ORDER BY sequence")
        == [["2", "2"], ["4", "4"], ["5", "1"], ["6", "3"]])
    #expect(
      await failure { () throws(UseCaseError) in try await fixture.issue(id, user: "u") }
        == .userLimitReached(limit: 4))
    pool.close(within: .seconds(5))
  }

  /// Many revocations and issues at once, of two servers: the sums hold, and no user has two.
  @Test func manyRevocationsAndIssuesAtOnceAddUp() async throws {
    let fixture = try InfraFixture()
    let (pool, other) = fixture.anotherEngine()
    let id = try await fixture.create(coupons: 100).id
    for number in 0..<100 { _ = try await fixture.issue(id, user: "user-\(number)") }
    let coupons = try await fixture.get(id).coupons
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, coupon) in coupons.enumerated() {
        group.addTask { _ = try await revoke(coupon, returningStock: number % 3 != 0, in: fixture) }
        for engine in [fixture.engine, other] {
          group.addTask { _ = try? await fixture.issue(id, user: "user-\(number)", at: engine) }
          group.addTask { _ = try? await fixture.issue(id, user: "new-\(number % 40)", at: engine) }
        }
      }
      try await group.waitForAll()
    }
    #expect(
      try fixture.database.query(
        """
        SELECT total_coupons - remaining_coupons = (SELECT count(*) FROM coupons WHERE stock_returned_time IS NULL),
          last_sequence = (SELECT count(*) FROM coupons), remaining_coupons >= 0
        FROM campaigns
        """) == [["t", "t", "t"]])
    #expect(
      try fixture.database.value(
        "SELECT coalesce(max(good), 0) <= 1 FROM (SELECT count(*) AS good FROM coupons WHERE slot IS NOT NULL "
          + "GROUP BY user_id) AS users") == "t")
    #expect(try fixture.database.value("SELECT count(*) FROM coupons WHERE revoked_time IS NOT NULL") == "100")
    pool.close(within: .seconds(5))
  }
}
