import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Deliveries on PostgreSQL, by a service that answers what a test says.
@Suite struct DeliveryJobTests {
  @Test func aBatchBeginsADeliveryForEachCoupon() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(3)
    #expect(
      try fixture.database.query(
        """
        SELECT sequence, deliveries.attempts, may_have_arrived, token, state, coupon_sequence = sequence
        FROM deliveries JOIN queue_entries USING (request_id) ORDER BY sequence
        """) == (1...3).map { ["\($0)", "0", "f", "0", "DELIVERING", "t"] })
    #expect(try fixture.line(id)["is_active"] == "f")
    let entry = try await GetQueueStatus(database: fixture.pool).execute(.init(campaignID: id, userID: "u1"))
    #expect(entry?.status == .processing && entry?.entry.step == .delivery)
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func couponsThatAreTakenCompleteTheirEntries() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(150)
    let partner = ScriptedPartner()
    let job = fixture.deliveries(by: partner)
    #expect(try await fixture.run(job, until: "NOT EXISTS (SELECT FROM deliveries)"))
    #expect(try fixture.line(id)["completed"] == "150")
    try fixture.expectDeliveriesAddUp(id)
    try fixture.expectTheLineAddsUp(id)
    #expect(partner.requests.count == 150 && Set(partner.requests.map(\.requestID)).count == 150)
    #expect(
      try fixture.database.value("SELECT count(*) FROM queue_entries WHERE attempts = 1 AND state = 'COMPLETED'")
        == "150")
    #expect(try await fixture.get(id).campaign.issuedCoupons == 150)
  }

  @Test func aCouponIsHandedOverAsTheContractSays() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(1, url: "https://partner.test:8443/v1/coupons?k=v")
    try fixture.database.query(#"UPDATE queue_entries SET user_id = E'a"\\b'; UPDATE coupons SET user_id = E'a"\\b'"#)
    let partner = ScriptedPartner()
    #expect(
      try await fixture.run(fixture.deliveries(by: partner), until: "NOT EXISTS (SELECT FROM deliveries)"))
    let request = try #require(partner.requests.first)
    let row = try #require(
      try fixture.database.query(
        """
        SELECT request_id, code, to_char(issue_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
        FROM queue_entries JOIN coupons ON sequence = coupon_sequence
        """
      ).first)
    #expect(request.method == .post && request.url.text == "https://partner.test:8443/v1/coupons?k=v")
    #expect(request.requestID.description == row[0])
    let body = String(decoding: request.body, as: UTF8.self)
    let beginning = #"""
      {"requestId":"\#(row[0] ?? "")","campaignId":"\#(id)","userId":"a\"\\b","code":"\#(row[1] ?? "")","sequence":"1",\#
      "issueTime":"\#(row[2] ?? "")
      """#
    #expect(body.hasPrefix(beginning) && body.hasSuffix("Z\"}"), "\(body)")
  }

  @Test func aRefusalFailsTheEntryAndBeginsAReversal() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(2)
    let partner = ScriptedPartner { _ in .answer(PartnerAnswer(status: 422)) }
    #expect(
      try await fixture.run(fixture.deliveries(by: partner), until: "NOT EXISTS (SELECT FROM deliveries)"))
    #expect(
      try fixture.database.query(
        """
        SELECT state, failure_reason, error, attempts, coupon_sequence, compensation_type, status,
          payload ->> 'deliveryUrl', payload ->> 'requestId' = request_id::text, due <= now()
        FROM queue_entries JOIN (
          SELECT compensation_type, status, payload, reference_id, next_attempt_time AS due FROM compensation_failures
        ) AS compensation ON reference_id = campaign_id || '/' || coupon_sequence
        ORDER BY ticket
        """)
        == (1...2).map {
          [
            "FAILED", "DELIVERY_REFUSED", "HTTP 422", "1", "\($0)", "DELIVERY_REVERSAL", "PENDING",
            "http://partner.test/coupons", "t", "t",
          ]
        })
    #expect(try fixture.line(id)["failed"] == "2")
    // The stock returns when the service has given the coupon back.
    #expect(try await fixture.get(id).campaign.issuedCoupons == 2)
    try fixture.expectDeliveriesAddUp(id)
    let entry = try await GetQueueStatus(database: fixture.pool).execute(.init(campaignID: id, userID: "u1"))
    #expect(entry?.status == .failed(.deliveryRefused) && entry?.entry.compensationStatus == .pending)
  }

  @Test func aServiceThatNobodyReachedIsGivenUpAndItsCouponsAreReleased() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(2)
    let partner = ScriptedPartner { _ in .unreached("connection refused") }
    let job = fixture.deliveries(by: partner, DeliveryRules(maximumAttempts: 3))
    let isOver = try await eventually {
      try fixture.makeDue(id)
      _ = try await job.runOnce(waitingUntil: nil)
      return try fixture.database.value("SELECT count(*) FROM deliveries") == "0"
    }
    #expect(isOver)
    #expect(partner.requests.count == 6)
    #expect(
      try fixture.database.query(
        """
        SELECT failure_reason, attempts, compensation_type FROM queue_entries AS entry JOIN compensation_failures
          ON reference_id = entry.campaign_id || '/' || coupon_sequence
        """) == [["DELIVERY_UNKNOWN", "3", "STOCK_RELEASE"], ["DELIVERY_UNKNOWN", "3", "STOCK_RELEASE"]])
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func aTryWhoseAnswerWasNotSavedMayHaveArrived() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(1)
    // A scheduler that dies with its request.
    let dead = ScriptedPartner()
    dead.hold()
    let lost = fixture.deliveries(by: dead)
    #expect(
      try await eventually {
        _ = try await lost.runOnce(waitingUntil: nil)
        return dead.requests.count == 1
      })
    #expect(try fixture.database.query("SELECT attempts, token FROM deliveries") == [["1", "1"]])
    let partner = ScriptedPartner { _ in .unreached("connection refused") }
    let job = fixture.deliveries(by: partner, DeliveryRules(maximumAttempts: 2))
    // Its lease holds.
    _ = try await job.runOnce(waitingUntil: nil)
    #expect(partner.requests.isEmpty)
    try fixture.makeDue(id)
    #expect(try await fixture.run(job, until: "NOT EXISTS (SELECT FROM deliveries)"))
    #expect(
      try fixture.database.query("SELECT compensation_type FROM compensation_failures") == [["DELIVERY_REVERSAL"]])
    // An answer that the first hears late is not saved.
    dead.letGo()
    #expect(try await fixture.run(lost, until: "true"))
    #expect(try fixture.database.value("SELECT state FROM queue_entries") == "FAILED")
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func aLateAnswerOfAClaimThatOthersHaveIsNotSaved() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(1)
    let late = ScriptedPartner { _ in .answer(PartnerAnswer(status: 422)) }
    late.hold()
    let first = fixture.deliveries(by: late)
    #expect(
      try await eventually {
        _ = try await first.runOnce(waitingUntil: nil)
        return late.requests.count == 1
      })
    try fixture.makeDue(id)
    let other = ScriptedPartner()
    other.hold()
    let second = fixture.deliveries(by: other)
    #expect(
      try await eventually {
        _ = try await second.runOnce(waitingUntil: nil)
        return other.requests.count == 1
      })
    late.letGo()
    await first.drain()
    #expect(try fixture.database.query("SELECT token, may_have_arrived FROM deliveries") == [["2", "t"]])
    other.letGo()
    #expect(try await fixture.run(second, until: "NOT EXISTS (SELECT FROM deliveries)"))
    #expect(try fixture.database.value("SELECT state FROM queue_entries") == "COMPLETED")
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func aRequestIsPolledAndItsPollsAreNoTries() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(1)
    let polls = Mutex(0)
    let partner = ScriptedPartner { request in
      if request.method == .post { return .answer(PartnerAnswer(status: 202, location: "/status/1")) }
      let count = polls.withLock { count in
        count += 1
        return count
      }
      let status = count == 3 ? "DONE" : "REQUESTED"
      return .answer(PartnerAnswer(status: 200, body: Array(#"{"status":"\#(status)"}"#.utf8)))
    }
    let job = fixture.deliveries(by: partner)
    let isOver = try await eventually {
      _ = try await job.runOnce(waitingUntil: nil)
      // No lease is held between polls: whoever comes makes the next one.
      try fixture.database.query(
        "UPDATE deliveries SET next_attempt_time = now() - interval '1 s' WHERE lease_end_time IS NULL")
      return try fixture.database.value("SELECT count(*) FROM deliveries") == "0"
    }
    #expect(isOver)
    #expect(partner.requests.map(\.method) == [.post, .get, .get, .get])
    #expect(partner.requests.last?.url.text == "http://partner.test/status/1")
    #expect(try fixture.database.query("SELECT state, attempts FROM queue_entries") == [["COMPLETED", "1"]])
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func aServiceThatIsSetUpWronglyStopsItsCampaignUntilOneTryDoesWell() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(20)
    let isRight = Mutex(false)
    let partner = ScriptedPartner { _ in
      .answer(PartnerAnswer(status: isRight.withLock { $0 } ? 200 : 401))
    }
    let job = fixture.deliveries(by: partner)
    #expect(
      try await fixture.run(
        job,
        until: """
          EXISTS (SELECT FROM delivery_standstills)
            AND NOT EXISTS (SELECT FROM deliveries WHERE lease_end_time IS NOT NULL)
          """))
    #expect(try fixture.database.value("SELECT max(attempts) FROM deliveries") == "0")
    // Those that were in flight when it began, and no others.
    let before = partner.requests.count
    #expect(before <= 16)
    try fixture.makeDue(id)
    #expect(try await fixture.run(job, until: "(SELECT failures FROM delivery_standstills) = 2"))
    #expect(partner.requests.count == before + 1)
    isRight.withLock { $0 = true }
    try fixture.makeDue(id)
    #expect(try await fixture.run(job, until: "NOT EXISTS (SELECT FROM deliveries)"))
    #expect(try fixture.database.value("SELECT count(*) FROM delivery_standstills") == "0")
    #expect(try fixture.line(id)["completed"] == "20")
    try fixture.expectDeliveriesAddUp(id)
  }
}
