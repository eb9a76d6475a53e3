import CampaignDomain
import Testing

/// The fate of a coupon that an admin takes back, by where it went.
@Suite struct CouponRevocationTests {
  private static let coupon = Coupon.sample(sequence: 3, user: .sample("u"))
  private static let later = Timestamp.start.moved(by: 60_000_000)

  private static func campaign(delivered: Bool, remaining: Int64 = 5) -> Campaign {
    let sample = Campaign.sample(total: 10, remaining: remaining, lastSequence: 5, perUserLimit: 1)
    return Campaign(
      id: sample.id, name: sample.name, totalCoupons: 10, remainingCoupons: remaining, lastSequence: 5,
      startTime: .start, endTime: .end, perUserLimit: 1, state: .open, openedTime: .start,
      createTime: sample.createTime, queueOnly: delivered,
      deliveryURL: delivered ? DeliveryURL(alreadyChecked: "http://partner.example/coupons") : nil)
  }

  private static func line(completed: Int64 = 0, delivering: Int64 = 0) -> CampaignQueue {
    CampaignQueue(
      campaignID: CampaignID(rawValue: 7), lastTicket: 5, claimed: 5, served: 5, failedThrough: 0, mark: nil,
      settledThrough: 0, completed: completed, failed: 0, setAside: 0, delivering: delivering, nextBatchTime: .start,
      lastBatchTime: nil, batchFailures: 0, token: 0, leaseEndTime: nil, entriesPerHour: nil)
  }

  private static func entry(_ state: QueueEntry.State, ticket: Int64? = 2) -> QueueEntry {
    QueueEntry(
      requestID: RequestID(high: 1, low: 2), campaignID: CampaignID(rawValue: 7), userID: .sample("u"), ticket: ticket,
      state: state, attempts: 4, joinTime: .start, updateTime: .start)
  }

  @Test(arguments: [true, false]) func aCouponThatNobodyWasSentIsRevokedAtOnce(returningStock: Bool) throws {
    for remaining in [5, 10] as [Int64] {
      let campaign = Self.campaign(delivered: false, remaining: remaining)
      let decision = try #require(
        try RevocationSubject(coupon: Self.coupon)
          .revocation(from: campaign, line: nil, at: Self.later, returningStock: returningStock, reason: "r"))
      #expect(decision.revocation.coupon.state == .revoked(at: Self.later))
      #expect(decision.revocation.coupon.code == Self.coupon.code && decision.revocation.time == Self.later)
      #expect(decision.revocation.returnsStock == returningStock && decision.delivery == nil)
      // More than the total is never left, whatever a row says.
      #expect(decision.campaign.campaign.remainingCoupons == min(10, remaining + (returningStock ? 1 : 0)))
      #expect(decision.campaign.campaign.lastSequence == 5 && decision.campaign.transitions.isEmpty)
      #expect(decision.campaign.revocations == [decision.revocation])
    }
  }

  @Test func theTimeIsNeverBeforeTheIssues() throws {
    let decision = try #require(
      try RevocationSubject(coupon: Self.coupon).revocation(
        from: Self.campaign(delivered: false), line: nil, at: .start.moved(by: -1), returningStock: true, reason: ""))
    #expect(decision.revocation.coupon.state == .revoked(at: .start))
  }

  @Test func theEntryFailsWithItsCoupon() throws {
    let entry = Self.entry(.completed(Self.coupon), ticket: nil)
    let decision = try #require(
      try RevocationSubject(coupon: Self.coupon, entry: entry).revocation(
        from: Self.campaign(delivered: false), line: Self.line(completed: 3), at: Self.later, returningStock: true,
        reason: ""))
    let change = try #require(decision.delivery)
    #expect(change.ended.map(\.requestID) == [entry.requestID] && change.ended.map(\.wasCompleted) == [true])
    #expect(change.ended.map(\.state) == [.failed(.revoked)] && change.ended.map(\.attempts) == [4])
    #expect(change.queue.completed == 2 && change.queue.failed == 1 && change.time == Self.later)
    #expect(change.compensations.isEmpty)
  }

  /// A delivery of which nothing can have arrived, and that nobody has, has nothing to reverse, however often it was
  /// tried.
  @Test(arguments: [0, 4] as [Int32]) func aDeliveryThatReachedNobodyIsDropped(attempts: Int32) throws {
    let decision = try #require(
      try RevocationSubject(
        coupon: Self.coupon, entry: Self.entry(.delivering(Self.coupon)),
        delivery: .sample(attempts: attempts, mayHaveArrived: false, leaseEndTime: nil)
      ).revocation(
        from: Self.campaign(delivered: true), line: Self.line(delivering: 2), at: Self.later, returningStock: true,
        reason: ""))
    let change = try #require(decision.delivery)
    #expect(decision.revocation.coupon.state == .revoked(at: Self.later))
    #expect(decision.campaign.campaign.remainingCoupons == 6)
    #expect(change.queue.delivering == 1 && change.queue.failed == 1 && change.queue.completed == 0)
    #expect(change.ended.map(\.wasCompleted) == [false] && change.compensations.isEmpty)
  }

  /// Under way, about to be sent, or delivered: the service may have it.
  static let sent: [(Delivery?, isCompleted: Bool, from: Timestamp)] = [
    (
      .sample(attempts: 1, mayHaveArrived: true, leaseEndTime: later.moved(by: 5)), false,
      later.moved(by: 5)
    ),
    (.sample(attempts: 1, mayHaveArrived: false, leaseEndTime: later.moved(by: -5)), false, later),
    (.sample(attempts: 1, mayHaveArrived: true, leaseEndTime: nil), false, later),
    // The answer said that the service is set up wrongly: the try was not counted, and it arrived.
    (.sample(attempts: 0, mayHaveArrived: true, leaseEndTime: nil), false, later),
    (
      .sample(attempts: 0, mayHaveArrived: false, leaseEndTime: later.moved(by: 5)), false, later.moved(by: 5)
    ),
    (nil, true, later), (nil, false, later),
  ]

  @Test(arguments: sent.indices, [true, false])
  func whatTheServiceMayHaveIsAskedBackFirst(_ index: Int, returningStock: Bool) throws {
    let (delivery, isCompleted, firstAttempt) = Self.sent[index]
    let entry = Self.entry(isCompleted ? .completed(Self.coupon) : .delivering(Self.coupon))
    let campaign = Self.campaign(delivered: true)
    let decision = try #require(
      try RevocationSubject(coupon: Self.coupon, entry: entry, delivery: delivery).revocation(
        from: campaign, line: Self.line(completed: 1, delivering: 1), at: Self.later, returningStock: returningStock,
        reason: "why"))
    #expect(decision.revocation.coupon.state == .revokePending(since: Self.later))
    #expect(!decision.revocation.returnsStock && decision.campaign.campaign == campaign, "the stock waits")
    let change = try #require(decision.delivery)
    #expect(change.ended.map(\.state) == [.failed(.revoked)])
    #expect(change.queue.failed == 1 && change.queue.completed + change.queue.delivering == 1)
    let compensation = try #require(change.compensations.first)
    #expect(compensation.kind == .deliveryReversal && compensation.firstAttemptTime == firstAttempt)
    #expect(compensation.createTime == Self.later && change.compensations.count == 1)
    let subject = compensation.subject
    #expect(subject.reference == "7/3" && subject.code == Self.coupon.code && subject.userID == Self.coupon.userID)
    #expect(subject.requestID == entry.requestID && subject.deliveryURL == campaign.deliveryURL)
    #expect(subject.returnsStock == returningStock && subject.reason == "why")
  }

  @Test func aCouponWhoseRequestIsGoneCantBeAskedBack() {
    let made = Self.entry(.completed(Self.coupon), ticket: nil)
    for subject in [RevocationSubject(coupon: Self.coupon), RevocationSubject(coupon: Self.coupon, entry: made)] {
      #expect(throws: RevocationDecision.Refusal.requestUnknown) {
        try subject.revocation(
          from: Self.campaign(delivered: true), line: Self.line(completed: 1), at: Self.later, returningStock: true,
          reason: "")
      }
    }
  }

  @Test func anEntryWithoutALineIsAFaultOfTheRows() {
    #expect(throws: RevocationDecision.Refusal.lineMissing) {
      try RevocationSubject(coupon: Self.coupon, entry: Self.entry(.completed(Self.coupon))).revocation(
        from: Self.campaign(delivered: false), line: nil, at: Self.later, returningStock: true, reason: "")
    }
  }

  @Test(arguments: [CouponState.revokePending(since: .start), .revoked(at: .start)], [true, false])
  func aRepeatChangesNothing(state: CouponState, delivered: Bool) throws {
    let coupon = Coupon(
      code: Self.coupon.code, campaignID: Self.coupon.campaignID, userID: nil, sequence: 3, issueTime: .start,
      state: state)
    #expect(
      try RevocationSubject(coupon: coupon).revocation(
        from: Self.campaign(delivered: delivered), line: nil, at: Self.later, returningStock: true, reason: "") == nil)
  }
}
