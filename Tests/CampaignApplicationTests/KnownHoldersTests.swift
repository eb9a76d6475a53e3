import SeededRandomness
import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

@Suite struct KnownHoldersTests {
  typealias Sample = SampleHolders

  @Test func whoKnowsNothingLooksEverybodyUp() {
    let holders = KnownHolders()
    #expect(!holders.isComplete)
    #expect(holders.mayHold(Sample.user("a")))
    #expect(holders.query(expectsOthers: true) == 0)
  }

  @Test func aCampaignThatIssuedNothingHasNoHolders() {
    var holders = KnownHolders()
    holders.learn(Sample.locked(0, Sample.recent([], from: 0)))
    #expect(holders.isComplete)
    #expect(!holders.mayHold(Sample.user("a")) && !holders.mayHold(Sample.key("k")))
    // A campaign that another server opened has none either, so its first group needs no look-up.
    let opened = Sample.locked(0, save: 5)
    holders.learn(opened)
    #expect(holders.isComplete && holders.all(of: opened.campaign)?.count == 0)
  }

  @Test func theHoldersOfAQueueOnlyCampaignAreReadByNobody() {
    var holders = KnownHolders()
    let locked = IssueBasis(campaign: .sample(remaining: 1, queueOnly: true), now: .start)
    for _ in 0..<2 { holders.learn(locked) }
    #expect(holders.query(expectsOthers: true) == nil && holders.gap(behind: Sample.request(from: nil)) == nil)
    let reading = holders.beginReading()
    #expect(reading == nil && !holders.isComplete && holders.all(of: locked.campaign) == nil)
  }

  @Test func whomOthersIssuedACouponIsLookedUpAndNobodyElse() {
    var holders = KnownHolders()
    holders.learn(Sample.locked(2, Sample.recent(["a", "b"], keys: ["k"], from: 0, last: 2)))
    #expect(holders.isComplete && !holders.othersIssued)
    #expect(holders.mayHold(Sample.user("a")) && holders.mayHold(Sample.user("b")) && holders.mayHold(Sample.key("k")))
    #expect(!holders.mayHold(Sample.user("c")) && !holders.mayHold(Sample.key("a")))
    #expect(holders.query(expectsOthers: true) == 2, "the last one that is known is read again")
    holders.learn(Sample.locked(3, Sample.recent(["b", "c"], from: 2, last: 3)))
    #expect(holders.isComplete && holders.othersIssued)
    #expect(holders.mayHold(Sample.user("c")))
  }

  @Test func aGapInTheSequencesMakesEverybodyBeLookedUpUntilItIsClosed() {
    var holders = KnownHolders()
    holders.learn(Sample.locked(15_000, Sample.recent(["a"], from: 0, last: 10_000, isFull: true)))
    #expect(!holders.isComplete && holders.mayHold(Sample.user("z")))
    #expect(holders.query(expectsOthers: true) == 10_000)
    #expect(holders.gap(behind: Sample.request(from: 0)) == nil, "no second page while others wait for the lock")
    holders.learn(Sample.locked(15_000, Sample.recent(["b"], from: 10_000, last: 15_000)))
    #expect(holders.isComplete)
    #expect(
      holders.mayHold(Sample.user("a")) && holders.mayHold(Sample.user("b")) && !holders.mayHold(Sample.user("z")))
    // Another server issued a coupon, and its holder was not read.
    holders.learn(Sample.locked(15_001))
    #expect(!holders.isComplete && holders.mayHold(Sample.user("z")))
    #expect(holders.gap(behind: Sample.request(from: nil)) == 15_000)
  }

  @Test func whoIsFarBehindHasTheRestRead() throws {
    var holders = KnownHolders()
    holders.learn(Sample.locked(30_000, Sample.recent(["a"], from: 0, last: 10_000, isFull: true)))
    #expect(holders.gap(behind: Sample.request(from: nil)) == nil && holders.query(expectsOthers: true) == nil)
    let begun = holders.beginReading()
    var reading = try #require(begun)
    let isBegunTwice = holders.beginReading() != nil
    #expect(reading.nextSequence == 10_000 && !isBegunTwice)
    // Everybody is looked up until the reading is back, and no other reading begins.
    holders.learn(Sample.locked(30_000))
    #expect(holders.mayHold(Sample.user("z")) && holders.query(expectsOthers: true) == nil)
    let added = reading.add(Sample.recent(["b"], from: 10_000, last: 29_000, isFull: true))
    #expect(added)
    holders.endReading(reading)
    #expect(holders.mayHold(Sample.user("z")) && holders.query(expectsOthers: false) == 29_000)
    holders.learn(Sample.locked(30_500))
    #expect(!holders.isComplete && holders.gap(behind: Sample.request(from: nil)) == 29_000)
    holders.learn(Sample.recent(["c"], from: 29_000, last: 30_500), of: Sample.locked(30_500).campaign)
    #expect(holders.isComplete && !holders.mayHold(Sample.user("z")))
    for user in ["a", "b", "c"] { #expect(holders.mayHold(Sample.user(user))) }
  }

  @Test func whatIsExpectedCountsOnlyOnceItIsConfirmed() throws {
    var holders = KnownHolders()
    let locked = Sample.locked(0, Sample.recent([], from: 0))
    holders.learn(locked)
    var issuance = Issuance(locked)
    var generator = SplitMix64(seed: 5)
    _ = issuance.decide(IssueRequest(user: UserID(alreadyChecked: "a"), key: nil), using: &generator)
    let change = try #require(issuance.change)
    holders.expect(change)
    #expect(holders.mayHold(Sample.user("a")), "the commit may have happened, whatever it seemed")
    #expect(holders.query(expectsOthers: true) == 0)
    let saved = change.campaign.saved(as: RowStamp(save: 1))
    holders.confirm(change, as: saved)
    #expect(holders.query(expectsOthers: true) == 1)
    holders.learn(IssueBasis(campaign: saved, now: .start, holdings: CouponHoldings()))
    #expect(holders.isComplete && !holders.othersIssued)
    #expect(holders.all(of: saved) != nil && holders.all(of: change.campaign) == nil)
  }

  @Test func tooManyHoldersAreNotKept() {
    var holders = KnownHolders()
    holders.learn(Sample.locked(1, Sample.recent(["a"], from: 0, last: 1)))
    holders.learn(Sample.locked(KnownHolders.maximumCount + 1))
    #expect(!holders.isComplete && holders.query(expectsOthers: true) == nil && holders.count == 0)
    #expect(holders.mayHold(Sample.user("z")))
    holders.learn(Sample.locked(KnownHolders.maximumCount + 2, Sample.recent([], from: 0)))
    #expect(holders.mayHold(Sample.user("z")), "what was forgotten is never taken for known")
  }

  @Test func couponsThatWereDeletedAreNotLookedForAgain() {
    var holders = KnownHolders()
    // The last four of ten are gone.
    holders.learn(Sample.locked(10, Sample.recent(["a", "b"], from: 0, last: 6)))
    #expect(holders.isComplete && holders.query(expectsOthers: true) == 6)
    holders.learn(Sample.locked(11))
    #expect(holders.gap(behind: Sample.request(from: nil)) == 6)
    holders.learn(Sample.locked(11, Sample.recent(["b", "c"], from: 6, last: 11)))
    #expect(holders.isComplete && holders.mayHold(Sample.user("c")))
  }
}

/// Rows, pages and callers of one campaign.
enum SampleHolders {
  /// A campaign that issued so many coupons. Another `history` or `save` is another row of as many.
  static func locked(
    _ lastSequence: Int64, _ recent: RecentHolders? = nil, history: UInt64 = 0, save: UInt64 = 0
  ) -> IssueBasis {
    IssueBasis(
      campaign: Campaign.sample(total: 10_000_000, remaining: 10_000_000 - lastSequence)
        .saved(as: RowStamp(history: history, save: save)),
      now: .start, holdings: CouponHoldings(), recentHolders: recent)
  }

  /// A page that begins at a sequence. Coupons have other codes in another `copy` of the database. `isFull`: more may
  /// follow.
  static func recent(
    _ users: [String], keys: [String] = [], from first: Int64, last: Int64 = 0, isFull: Bool = false,
    copy: String = "가"
  ) -> RecentHolders {
    RecentHolders(
      users: users.map { UserID(alreadyChecked: $0) }, keys: keys.map { IdempotencyKey(alreadyChecked: $0) },
      fromSequence: first, throughSequence: isFull ? last : nil,
      ends: last == 0 ? nil : (coupon(max(1, first), copy: copy), coupon(last, copy: copy)))
  }

  static func coupon(_ sequence: Int64, copy: String = "가") -> CouponIdentity {
    CouponIdentity(sequence: sequence, code: CouponCode(alreadyChecked: "\(copy)\(sequence)"))
  }

  static func request(from sequence: Int64?) -> IssueQuery {
    IssueQuery(.sample, holdersFrom: sequence)
  }

  static func user(_ text: String) -> IssueRequest {
    IssueRequest(user: UserID(alreadyChecked: text), key: nil)
  }

  static func key(_ text: String) -> IssueRequest {
    IssueRequest(user: nil, key: IdempotencyKey(alreadyChecked: text))
  }
}
