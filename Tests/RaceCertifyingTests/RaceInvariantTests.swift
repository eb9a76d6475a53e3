import CampaignDomain
import Testing

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// Each invariant is broken by what contradicts it, and by nothing else.
struct RaceInvariantTests {
  private func broken(_ change: (inout RaceCertificate) -> Void) -> [String] {
    var certificate = RaceCertificate.sample
    change(&certificate)
    return certificate.derivedInvariants.filter { !$0.held }.map(\.name)
  }

  @Test func allHoldInASoundRace() {
    #expect(broken { _ in } == [])
    #expect(RaceCertificate.sample.derivedInvariants.count == 15)
    #expect(RaceCertificate.sample.dividedInvariants.shown.count == 15)
  }

  @Test func eachIsBrokenByWhatContradictsIt() {
    #expect(broken { $0.database.totalCoupons = 199 }.contains("issued_within_stock"))
    #expect(broken { $0.requests.outcomes = ["OK": 200, "CAMPAIGN_PAUSED": 100] } == [])
    #expect(broken { $0.inputs.coupons = 250 }.contains("issued_is_exact"))
    #expect(broken { $0.database.remainingCoupons = 1 }.contains("remaining_is_total_minus_issued"))
    #expect(broken { $0.database.sequenceFault = 12 } == ["sequences_without_gap"])
    #expect(broken { $0.database.lastSequence = 201 } == ["sequences_without_gap"])
    #expect(broken { $0.database.sharedCodes = 1 } == ["codes_unique"])
    #expect(broken { $0.database.malformedCodes = 1 } == ["codes_well_formed"])
    #expect(broken { $0.acknowledged.altered = 1 } == ["acknowledged_stored"])
    #expect(broken { $0.requests.misdirected = 1 } == ["acknowledged_stored"])
    #expect(broken { $0.requests.contradictory = 1 } == ["acknowledged_stored"])
    #expect(
      broken {
        $0.acknowledged.missing = 1
        $0.acknowledged.unacknowledged = 1
      } == ["acknowledged_stored", "nothing_unacknowledged"])
    #expect(broken { $0.database.usersBeyondLimit = 1 } == ["users_within_limit"])
    // A campaign without the limit that was asked for is no excuse.
    #expect(broken { $0.database.perUserLimit = 0 } == ["users_within_limit"])
    #expect(broken { $0.database.issuedBeforeStart = 1 } == ["no_issue_before_start"])
    #expect(broken { $0.database.issuedBeforeOpening = 1 } == ["no_issue_before_opening"])
    #expect(broken { $0.database.openings = 2 } == ["one_opening"])
    #expect(broken { $0.database.openingTime = "2026-11-21T10:00:04Z" } == ["one_opening"])
    #expect(broken { $0.database.remainingCoupons = 5 }.contains("sold_out_is_final"))
    #expect(broken { $0.requests.unsent = 1 } == ["one_outcome_each"])
    #expect(broken { $0.served[0].couponsSha256 = "0" } == ["served_as_stored"])
    #expect(broken { $0.served[0].remainingCoupons = 1 } == ["served_as_stored"])
    #expect(broken { $0.served = [] } == ["served_as_stored"])
  }

  /// Five of the 200 coupons were revoked with their stock returned, and as many were issued anew or remain.
  @Test func returnedStockIsCountedOnce() {
    func returning(_ remaining: Int64, _ change: (inout RaceCertificate) -> Void = { _ in }) -> [String] {
      broken {
        $0.database.returnedCoupons = 5
        $0.database.remainingCoupons = remaining
        for place in $0.served.indices {
          $0.served[place].remainingCoupons = remaining
          $0.served[place].issuedCoupons = 200 - remaining
        }
        change(&$0)
      }
    }
    #expect(returning(5) == [])
    #expect(returning(4) == ["remaining_is_total_minus_issued", "served_as_stored"])
    #expect(returning(6).contains("sold_out_is_final"))
    #expect(
      returning(0) {
        $0.database.coupons = 205
        $0.database.lastSequence = 205
        $0.requests.new = 205
        $0.requests.outcomes = ["OK": 205, "SOLD_OUT": 95]
        $0.acknowledged.coupons = 205
        for place in $0.served.indices { $0.served[place].coupons = 205 }
      } == [])
    #expect(
      returning(0) {
        $0.database.coupons = 206
        $0.database.lastSequence = 206
        $0.acknowledged.coupons = 206
      }.contains("issued_within_stock"))
    #expect(broken { $0.database.returnedCoupons = 201 }.contains("issued_within_stock"))
    #expect(broken { $0.database.returnedCoupons = -1 }.contains("issued_within_stock"))
    #expect(broken { $0.database.returnedCoupons = .min }.contains("issued_within_stock"))
  }

  @Test func aLostAnswerLeavesRoomForOneCouponAndNoMore() {
    func lose(_ certificate: inout RaceCertificate) {
      certificate.requests.outcomes = ["OK": 199, "SOLD_OUT": 100, "TIMED_OUT": 1]
      certificate.requests.new = 199
      certificate.requests.uncertain = 1
      certificate.acknowledged.coupons = 199
      certificate.acknowledged.unacknowledged = 1
    }
    #expect(broken(lose) == [])
    #expect(
      broken {
        lose(&$0)
        $0.requests.uncertain = 0
      }.contains("nothing_unacknowledged"))
  }

  @Test func usersWhoAskInTurnClaimAsMuchAsTheirLimitAllows() {
    var race = RaceCertificate.sample
    race.inputs.users = 70
    race.inputs.requests = 300
    race.requests.outcomes = ["OK": 300]
    // 300 requests of 70 users: twenty of them ask five times, the others four times.
    race.inputs.perUserLimit = 1
    #expect(race.claims == 70)
    race.inputs.perUserLimit = 5
    #expect(race.claims == 300)
    race.inputs.perUserLimit = 4
    #expect(race.claims == 280)
    race.inputs.perUserLimit = 0
    #expect(race.claims == 300)
    race.inputs.users = 1_000
    #expect(race.claims == 300)
    race.requests.outcomes = ["OK": 299, "CAMPAIGN_NOT_STARTED": 1]
    #expect(race.claims == nil)
  }

  @Test func aDifferenceFromTheDatabaseIsNamedWithItsPlace() throws {
    let certificate = RaceCertificate.sample
    #expect(try certificate.differences(from: certificate.database) == [])
    var stored = certificate.database
    stored.coupons = 199
    stored.sequenceFault = 150
    stored.rangeSha256[1] = "0"
    let findings = try certificate.differences(from: stored)
    #expect(
      findings.filter { $0.kind == .differs }.map(\.path)
        == ["database.coupons", "database.range_sha256[1]", "database.sequence_fault"])
    #expect(findings.contains { $0.path == "database.range_sha256[1]" && $0.detail.contains("sequences 101 to 200") })
    #expect(findings.contains { $0.detail == "expected 200, found 199" })
    #expect(findings.contains { $0.kind == .broken && $0.detail.hasPrefix("sequences_without_gap") })
    #expect(try certificate.differences(from: nil).map(\.path) == ["database.id"])
  }

  /// A row that the audit's pages don't have, such as one without a sequence, is a row all the same.
  @Test func aRowThatNoPageHasIsSeenByTheCount() {
    func stored(rows: Int64) -> StoredCampaign {
      let time = Timestamp(microsecondsSinceEpoch: 0)
      let campaign = Campaign(
        id: CampaignID(rawValue: 7), name: "", totalCoupons: 200, remainingCoupons: 200 - rows, lastSequence: rows,
        startTime: time, endTime: nil, perUserLimit: 1, state: .closed, openedTime: time, createTime: time)
      let reader = StoredCouponReader()
      reader.begin(campaign)
      reader.visit([
        Coupon(
          code: CouponCode(alreadyChecked: "2가2가2가2가2가"), campaignID: campaign.id, userID: nil, sequence: 1,
          issueTime: time)
      ])
      var facts = CampaignAuditFacts(campaign)
      facts.coupons = rows
      facts.openings = 1
      facts.openingTime = time
      return reader.campaign(facts)
    }
    #expect(stored(rows: 1).sequenceFault == nil && stored(rows: 2).sequenceFault == 2)
    #expect(stored(rows: 2).coupons == 2)
    // Though the campaign's own row was made to fit.
    #expect(broken { $0.database = stored(rows: 2) }.contains("sequences_without_gap"))
    #expect(!broken { $0.database = stored(rows: 1) }.contains("sequences_without_gap"))
  }

  /// An invariant that could not have been broken is no proof, and stands in no certificate.
  @Test func whatARaceCouldNotShowIsLeftOut() throws {
    var certificate = RaceCertificate.sample
    certificate.requests.outcomes = ["OK": 200, "OVERLOADED": 100]
    certificate.inputs.perUserLimit = 0
    certificate.database.perUserLimit = 0
    certificate.invariants = certificate.dividedInvariants.shown
    #expect(certificate.dividedInvariants.unproven.map(\.name) == ["users_within_limit", "sold_out_is_final"])
    #expect(certificate.invariants.count == 13 && certificate.brokenInvariants == [])
    let summary = try CertificateDocument(sealing: certificate).summary()
    #expect(summary.contains("not proven  sold_out_is_final: nobody was told SOLD_OUT"))
    #expect(summary.contains("WARNING  100 of 300 requests (33.33 %) ended in an error: OVERLOADED 100"))
    #expect(summary.hasSuffix("\nVERDICT  every invariant held: 13 of 13") && summary.contains(", seed 184467"))
    // A certificate of an earlier program states them, too.
    certificate.invariants = certificate.derivedInvariants
    #expect(certificate.brokenInvariants == [])
    certificate.invariants[2].held = false
    #expect(certificate.brokenInvariants.map(\.path) == ["invariants[2]"])
  }
}
