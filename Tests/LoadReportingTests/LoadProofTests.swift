import CampaignDomain
import RPCCodec
import Testing

@testable import LoadReporting
@testable import LoadSending

/// The proof on campaigns that are right, and on each way in which one can be wrong.
struct LoadProofTests {
  /// A burst on a campaign of ten coupons, everything as it should be; a test changes what it is about.
  private struct Evidence {
    var naming = UserNaming.ofHundred
    var total: Int64 = 10
    var before = CampaignMessage(id: 1, totalCoupons: 10, remainingCoupons: 10)
    var after = CampaignMessage(
      id: 1, totalCoupons: 10, issuedCoupons: 4, remainingCoupons: 6,
      startTime: ProtobufTimestamp(seconds: 1_000), perUserLimit: 1, state: .open,
      openedTime: ProtobufTimestamp(seconds: 1_000, nanos: 5_000))
    var coupons: [CouponMessage] = []
    var tally = OutcomeTally()
    var planned: UInt64 = 4

    init(naming: UserNaming = .ofHundred, generator: inout SystemRandomNumberGenerator) {
      self.naming = naming
      for request in 0..<UInt64(4) {
        let code = CouponCode.random(using: &generator)
        coupons.append(
          CouponMessage(
            code: code.text, campaignID: 1, userID: naming.name(ofRequest: request), sequence: Int64(request) + 1,
            issueTime: ProtobufTimestamp(seconds: 1_001)))
        acknowledge(coupons[Int(request)], request: request)
      }
    }

    mutating func acknowledge(
      _ coupon: CouponMessage, request: UInt64, isReplay: Bool = false, isMisdirected: Bool = false
    ) {
      tally.countSent(late: false)
      guard let code = CompactCode(coupon.code) else { return }
      tally.count(
        AcknowledgedCoupon(code: code, request: request, sequence: coupon.sequence, isReplay: isReplay),
        isMisdirected: isMisdirected, plannedMicroseconds: 0, microseconds: 1)
    }

    var broken: [String] {
      let acknowledgements = Acknowledgements(tally.acknowledged, naming: naming)
      var reading = CampaignReading(campaignID: 1, acknowledgements: acknowledgements, naming: naming)
      reading.add(GetCampaignResponse(campaign: after, coupons: coupons))
      return LoadProof(
        before: before, after: after, reading: reading, acknowledgements: acknowledgements, tally: tally,
        naming: naming, planned: planned
      ).invariants.filter { !$0.held }.map(\.name)
    }
  }

  private func evidence() -> Evidence {
    var generator = SystemRandomNumberGenerator()
    return Evidence(generator: &generator)
  }

  private func evidenceWithOwnUsers() -> Evidence {
    var generator = SystemRandomNumberGenerator()
    return Evidence(naming: UserNaming(UserPopulation(), drawn: 1), generator: &generator)
  }

  @Test func aRightCampaignHoldsEverything() {
    #expect(evidence().broken == [])
    #expect(evidenceWithOwnUsers().broken == [])
  }

  @Test func anOversoldCampaignIsBroken() {
    var evidence = evidence()
    evidence.after.totalCoupons = 3
    evidence.after.remainingCoupons = -1
    #expect(evidence.broken == ["issued_within_stock"])
  }

  @Test func moreAcknowledgedThanThereWereIsBrokenThoughTheListLooksRight() {
    var evidence = evidence()
    evidence.after.totalCoupons = 3
    evidence.after.issuedCoupons = 3
    evidence.after.remainingCoupons = 0
    evidence.coupons.removeLast()
    #expect(evidence.broken.contains("issued_within_stock"))
    #expect(evidence.broken.contains("acknowledged_listed"))
  }

  @Test func aCodeListedTwiceIsBroken() {
    var evidence = evidence()
    evidence.coupons[3].code = evidence.coupons[0].code
    #expect(evidence.broken.contains("codes_unique"))
  }

  @Test func aCodeAcknowledgedToTwoUsersIsBroken() {
    var evidence = evidence()
    evidence.acknowledge(evidence.coupons[0], request: 2)
    evidence.planned += 1
    #expect(evidence.broken.contains("codes_unique"))
  }

  @Test func aCodeAcknowledgedAsNewTwiceIsBroken() {
    var evidence = evidence()
    evidence.acknowledge(evidence.coupons[0], request: 100)
    evidence.planned += 1
    #expect(evidence.broken.contains("codes_unique"))
  }

  @Test func aRepeatOfTheSameCouponHoldsInWhateverOrderItIsRead() {
    var evidence = evidence()
    evidence.acknowledge(evidence.coupons[0], request: 100, isReplay: true)
    evidence.planned += 1
    #expect(evidence.broken == [])
    let coupon = AcknowledgedCoupon(
      code: CompactCode("가") ?? evidence.tally.acknowledged[0].code, request: 0, sequence: 1, isReplay: true)
    var first = coupon
    first.isReplay = false
    let acknowledgements = Acknowledgements([coupon, first], naming: evidence.naming)
    #expect(acknowledgements.new == 1 && acknowledgements.contradiction == nil)
  }

  @Test func aMissingAcknowledgedCouponIsBroken() {
    var evidence = evidence()
    evidence.coupons.remove(at: 3)
    evidence.after.issuedCoupons = 3
    evidence.after.remainingCoupons = 7
    #expect(evidence.broken == ["acknowledged_listed", "sums_add_up"])
  }

  @Test func aCouponListedForAnotherUserIsBroken() {
    var evidence = evidence()
    evidence.coupons[2].userID = "somebody"
    #expect(evidence.broken == ["acknowledged_listed"])
  }

  @Test func anAnswerForAnotherUserIsBroken() {
    var evidence = evidence()
    evidence.acknowledge(evidence.coupons[0], request: 100, isReplay: true, isMisdirected: true)
    evidence.planned += 1
    #expect(evidence.broken == ["acknowledged_listed"])
  }

  @Test func aCouponOfAnotherCampaignInTheListIsBroken() {
    var evidence = evidence()
    evidence.coupons[2].campaignID = 2
    #expect(evidence.broken == ["acknowledged_listed"])
  }

  @Test func withoutAStartNothingMayBeIssued() {
    var evidence = evidence()
    evidence.after.startTime = nil
    #expect(evidence.broken.contains("no_issue_before_start"))
    var nothing = self.evidence()
    (nothing.after.startTime, nothing.coupons) = (nil, [])
    #expect(!nothing.broken.contains("no_issue_before_start"))
  }

  @Test func anIssueBeforeTheStartIsBroken() {
    var evidence = evidence()
    evidence.coupons[1].issueTime = ProtobufTimestamp(seconds: 999, nanos: 999_999_000)
    #expect(evidence.broken == ["no_issue_before_start"])
  }

  @Test func anIssueBeforeTheOpeningIsBroken() {
    var evidence = evidence()
    evidence.coupons[1].issueTime = ProtobufTimestamp(seconds: 1_000, nanos: 4_000)
    #expect(evidence.broken == ["no_issue_before_start"])
  }

  @Test func aCouponWithoutATimeIsBroken() {
    var evidence = evidence()
    evidence.coupons[1].issueTime = nil
    #expect(evidence.broken == ["no_issue_before_start"])
  }

  @Test func nanosThatNoClockShowsAreCounted() {
    let late = ProtobufTimestamp(seconds: 1, nanos: .max)
    let early = ProtobufTimestamp(seconds: 1, nanos: .min)
    #expect(late.microseconds(since: early) == 4_294_967)
    #expect(early.microseconds(since: late) == -4_294_967)
  }

  @Test func aSequenceGivenTwiceOrLeftOutIsBroken() {
    var evidence = evidence()
    evidence.coupons[3].sequence = 7
    #expect(evidence.broken.contains("sequences_without_gap"))
    evidence.coupons[3].sequence = 1
    #expect(evidence.broken.contains("sequences_without_gap"))
  }

  @Test func aUserBeyondTheLimitIsBroken() {
    var evidence = evidence()
    evidence.coupons[3].userID = evidence.coupons[0].userID
    #expect(evidence.broken.contains("users_within_limit"))
    evidence.after.perUserLimit = 2
    #expect(!evidence.broken.contains("users_within_limit"))
  }

  @Test func aCodeWithAWrongCheckCharacterIsBroken() throws {
    var evidence = evidence()
    let last = try #require(evidence.coupons[0].code.unicodeScalars.last)
    evidence.coupons[0].code.unicodeScalars.removeLast()
    evidence.coupons[0].code.unicodeScalars.append(last == "2" ? "3" : "2")
    #expect(evidence.broken.contains("codes_well_formed"))
  }

  @Test func soldOutWhileCouponsRemainIsBroken() {
    var evidence = evidence()
    evidence.tally.countSent(late: false)
    evidence.tally.count(Outcome(name: "SOLD_OUT", mayHaveIssued: false), plannedMicroseconds: 0, microseconds: 1)
    evidence.planned += 1
    #expect(evidence.broken == ["sold_out_is_final"])
  }

  @Test func countsOfTheCampaignThatDoNotAddUpAreBroken() {
    var evidence = evidence()
    evidence.after.remainingCoupons = 5
    #expect(evidence.broken == ["sums_add_up"])
    evidence.after.issuedCoupons = 5
    #expect(evidence.broken == ["sums_add_up"])
  }

  @Test func requestsThatNobodyAccountsForAreBroken() {
    var evidence = evidence()
    evidence.planned += 1
    #expect(evidence.broken == ["sums_add_up"])
    evidence.tally.countUnsent()
    #expect(evidence.broken == [])
    evidence.tally.countSent(late: false)
    evidence.planned += 1
    #expect(evidence.broken == ["sums_add_up"])
  }

  /// Coupons from before, and others who ask meanwhile, are nothing wrong.
  @Test(arguments: [false, true])
  func couponsOfOthersAreNothingWrong(ownUsers: Bool) {
    var evidence = ownUsers ? evidenceWithOwnUsers() : evidence()
    evidence.before.issuedCoupons = 1
    evidence.after.issuedCoupons = 6
    evidence.after.remainingCoupons = 4
    var generator = SystemRandomNumberGenerator()
    for sequence in [5, 6] as [Int64] {
      evidence.coupons.append(
        CouponMessage(
          code: CouponCode.random(using: &generator).text, campaignID: 1, userID: "other-\(sequence)",
          sequence: sequence, issueTime: ProtobufTimestamp(seconds: 1_001)))
    }
    #expect(evidence.broken == [])
  }

  /// Nobody can tell from a listing of which revoked coupons the stock was returned: of none or of all is possible.
  @Test func revokedCouponsLeaveRoomForTheirStockAndNoMore() {
    for (issued, broken) in [(4, false), (3, false), (2, false), (1, true), (5, true)] as [(Int64, Bool)] {
      var evidence = evidence()
      for place in 0..<2 { evidence.coupons[place].state = .revoked }
      evidence.after.issuedCoupons = issued
      evidence.after.remainingCoupons = 10 - issued
      #expect(evidence.broken == (broken ? ["sums_add_up"] : []), "\(issued) issued")
    }
    var pending = evidence()
    pending.coupons[0].state = .revokePending
    #expect(pending.broken == [])
    pending.after.issuedCoupons = 3
    pending.after.remainingCoupons = 7
    #expect(pending.broken == ["sums_add_up"], "a coupon that is being taken back has its stock")
  }

  @Test func stockThatCameBackMayBeIssuedAgain() {
    var evidence = evidence()
    evidence.after.totalCoupons = 3
    evidence.after.issuedCoupons = 3
    evidence.after.remainingCoupons = 0
    #expect(evidence.broken.contains("issued_within_stock"))
    evidence.coupons[0].state = .revoked
    #expect(evidence.broken == [], "sequence 4 of a stock of three")
    // A user who lost a coupon may have got another.
    evidence.coupons[3].userID = evidence.coupons[0].userID
    #expect(!evidence.broken.contains("users_within_limit"))
    evidence.coupons[0].state = .revokePending
    #expect(evidence.broken.contains("users_within_limit"))
  }

  @Test func soldOutIsNoLieWhereStockCameBackLater() {
    var evidence = evidence()
    evidence.after.totalCoupons = 4
    evidence.after.issuedCoupons = 3
    evidence.after.remainingCoupons = 1
    evidence.tally.countSent(late: false)
    evidence.tally.count(Outcome(name: "SOLD_OUT", mayHaveIssued: false), plannedMicroseconds: 0, microseconds: 1)
    evidence.planned += 1
    #expect(evidence.broken.contains("sold_out_is_final"))
    evidence.coupons[1].state = .revoked
    #expect(evidence.broken == [])
  }

  @Test func aLostAnswerExplainsACouponOfItsUserAndARefusalDoesNot() {
    for (outcome, broken) in [
      (Outcome(name: "TIMED_OUT", mayHaveIssued: true), [String]()),
      (Outcome(name: "CAMPAIGN_PAUSED", mayHaveIssued: false), ["sums_add_up"]),
    ] {
      var evidence = evidenceWithOwnUsers()
      var generator = SystemRandomNumberGenerator()
      evidence.coupons.append(
        CouponMessage(
          code: CouponCode.random(using: &generator).text, campaignID: 1,
          userID: evidence.naming.name(ofRequest: 4), sequence: 5, issueTime: ProtobufTimestamp(seconds: 1_001)))
      evidence.after.issuedCoupons = 5
      evidence.after.remainingCoupons = 5
      evidence.tally.countSent(late: false)
      evidence.tally.count(outcome, plannedMicroseconds: 0, microseconds: 1)
      evidence.planned = 5
      #expect(evidence.broken == broken)
    }
  }
}

extension UserNaming {
  /// A hundred users who ask in turn.
  fileprivate static let ofHundred = UserNaming(UserPopulation(.repeated(100)), drawn: 1)
}
