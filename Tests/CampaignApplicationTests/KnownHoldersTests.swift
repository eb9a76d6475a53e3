import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct KnownHoldersTests {
  private static func locked(lastSequence: Int64, recent: RecentHolders? = nil) -> LockedCampaign {
    LockedCampaign(
      campaign: .sample(total: 10_000_000, remaining: 10_000_000 - lastSequence), now: .start,
      holdings: CouponHoldings(), recentHolders: recent)
  }

  private static func user(_ text: String) -> CallerDigest {
    CallerDigest(IssueRequest(user: UserID(alreadyChecked: text), key: nil))
  }

  private static func key(_ text: String) -> CallerDigest {
    CallerDigest(IssueRequest(user: nil, key: IdempotencyKey(alreadyChecked: text)))
  }

  private static func recent(_ users: [String], keys: [String] = [], through sequence: Int64? = nil) -> RecentHolders {
    RecentHolders(
      users: users.map { UserID(alreadyChecked: $0) }, keys: keys.map { IdempotencyKey(alreadyChecked: $0) },
      throughSequence: sequence)
  }

  @Test func whoKnowsNothingLooksEverybodyUp() {
    let holders = KnownHolders()
    #expect(!holders.isComplete)
    #expect(holders.mayHold(Self.user("a")))
    #expect(holders.query(expectsOthers: true) == 0)
  }

  @Test func aCampaignThatIssuedNothingHasNoHolders() {
    var holders = KnownHolders()
    holders.learn(Self.locked(lastSequence: 0, recent: Self.recent([], through: 0)))
    #expect(holders.isComplete)
    #expect(!holders.mayHold(Self.user("a")) && !holders.mayHold(Self.key("k")))
  }

  @Test func whomOthersIssuedACouponIsLookedUpAndNobodyElse() {
    var holders = KnownHolders()
    holders.learn(Self.locked(lastSequence: 2, recent: Self.recent(["a", "b"], keys: ["k"], through: 2)))
    #expect(holders.isComplete && !holders.othersIssued)
    #expect(holders.mayHold(Self.user("a")) && holders.mayHold(Self.user("b")) && holders.mayHold(Self.key("k")))
    #expect(!holders.mayHold(Self.user("c")) && !holders.mayHold(Self.key("a")))
    holders.learn(Self.locked(lastSequence: 3, recent: Self.recent(["c"], through: 3)))
    #expect(holders.isComplete && holders.othersIssued)
    #expect(holders.mayHold(Self.user("c")))
  }

  @Test func aGapInTheSequencesMakesEverybodyBeLookedUpUntilItIsClosed() {
    var holders = KnownHolders()
    holders.learn(Self.locked(lastSequence: 15_000, recent: Self.recent(["a"], through: 10_000)))
    #expect(!holders.isComplete && holders.mayHold(Self.user("z")))
    #expect(holders.query(expectsOthers: true) == 10_000)
    holders.learn(Self.locked(lastSequence: 15_000, recent: Self.recent(["b"], through: 15_000)))
    #expect(holders.isComplete)
    #expect(holders.mayHold(Self.user("a")) && holders.mayHold(Self.user("b")) && !holders.mayHold(Self.user("z")))
    // Another server issued, and nobody asked whom.
    let locked = Self.locked(lastSequence: 15_001)
    holders.learn(locked)
    #expect(!holders.isComplete && holders.mayHold(Self.user("z")) && holders.gap(of: locked.campaign) == 15_000)
  }

  @Test func whoIsFarBehindHasTheRestRead() throws {
    var holders = KnownHolders()
    let locked = Self.locked(lastSequence: 30_000, recent: Self.recent(["a"], through: 10_000))
    holders.learn(locked)
    #expect(holders.gap(of: locked.campaign) == nil && holders.query(expectsOthers: true) == nil)
    let begun = holders.beginReading()
    var reading = try #require(begun)
    let isBegunTwice = holders.beginReading() != nil
    #expect(reading.throughSequence == 10_000 && !isBegunTwice)
    // Until it is back everybody is looked up, and nothing more is asked for.
    holders.learn(locked)
    #expect(holders.mayHold(Self.user("z")) && holders.query(expectsOthers: true) == nil)
    let added = reading.add(Self.recent(["b"], through: 29_000))
    #expect(added)
    holders.endReading(reading)
    #expect(holders.mayHold(Self.user("z")))
    holders.learn(Self.locked(lastSequence: 30_500))
    #expect(!holders.isComplete && holders.gap(of: Self.locked(lastSequence: 30_500).campaign) == 29_000)
    holders.learn(Self.recent(["c"]), of: Self.locked(lastSequence: 30_500).campaign)
    #expect(holders.isComplete && !holders.mayHold(Self.user("z")))
    for user in ["a", "b", "c"] { #expect(holders.mayHold(Self.user(user))) }
  }

  @Test func whatWasReadOfADatabaseThatLostItsLastCouponsIsDropped() throws {
    var holders = KnownHolders()
    holders.learn(Self.locked(lastSequence: 30_000, recent: Self.recent(["a"], through: 10_000)))
    let begun = holders.beginReading()
    let reading = try #require(begun)
    holders.learn(Self.locked(lastSequence: 9_000))
    holders.endReading(reading)
    #expect(holders.query(expectsOthers: false) == 0 && holders.count == 0)
  }

  @Test func whatIsExpectedCountsOnlyOnceItIsConfirmed() throws {
    var holders = KnownHolders()
    let locked = Self.locked(lastSequence: 0, recent: Self.recent([], through: 0))
    holders.learn(locked)
    var issuance = Issuance(locked)
    var generator = SplitMix64(seed: 5)
    _ = issuance.decide(IssueRequest(user: UserID(alreadyChecked: "a"), key: nil), using: &generator)
    let change = try #require(issuance.change)
    holders.expect(change)
    #expect(holders.mayHold(Self.user("a")), "the commit may have happened, whatever it seemed")
    #expect(holders.query(expectsOthers: true) == 0)
    holders.confirm(change)
    #expect(holders.query(expectsOthers: true) == 1)
    holders.learn(Self.locked(lastSequence: 1, recent: Self.recent([], through: 1)))
    #expect(holders.isComplete && !holders.othersIssued)
  }

  @Test func tooManyHoldersAreNotKept() {
    var holders = KnownHolders()
    holders.learn(Self.locked(lastSequence: 1, recent: Self.recent(["a"], through: 1)))
    holders.learn(Self.locked(lastSequence: KnownHolders.maximumCount + 1))
    #expect(!holders.isComplete && holders.query(expectsOthers: true) == nil && holders.count == 0)
    #expect(holders.mayHold(Self.user("z")))
    holders.learn(Self.locked(lastSequence: KnownHolders.maximumCount + 2, recent: Self.recent([])))
    #expect(holders.mayHold(Self.user("z")), "what was forgotten is never taken for known")
  }

  @Test func whatWasAskedOfADatabaseBehindWhatItLostMeansNothing() {
    var holders = KnownHolders()
    holders.learn(Self.locked(lastSequence: 3, recent: Self.recent(["a", "b", "c"])))
    // Nobody is behind the third sequence: that doesn't say who has the first two.
    holders.learn(Self.locked(lastSequence: 2, recent: Self.recent([])))
    #expect(!holders.isComplete && holders.mayHold(Self.user("a")))
    #expect(holders.all(of: Self.locked(lastSequence: 2).campaign) == nil)
    #expect(holders.query(expectsOthers: false) == 0)
  }

  @Test func whatWasReadBeforeALossIsNotTakenForWhatIsReadAfterIt() throws {
    var holders = KnownHolders()
    holders.learn(Self.locked(lastSequence: 30_000, recent: Self.recent(["a"], through: 10_000)))
    let first = holders.beginReading()
    holders.learn(Self.locked(lastSequence: 29_000))
    let second = holders.beginReading()
    holders.endReading(try #require(first))
    holders.learn(Self.locked(lastSequence: 29_000))
    #expect(holders.gap(of: Self.locked(lastSequence: 29_000).campaign) == nil, "the second is still under way")
    holders.endReading(try #require(second))
    let third = holders.beginReading()
    #expect(third == nil, "how much is missing the next lock shows")
    holders.learn(Self.locked(lastSequence: 29_000))
    let fourth = holders.beginReading()
    #expect(fourth?.throughSequence == 0)
  }

  @Test func aDatabaseThatLostItsLastCouponsIsNotKnown() {
    var holders = KnownHolders()
    holders.learn(Self.locked(lastSequence: 3, recent: Self.recent(["a", "b", "c"])))
    // A standby that was behind took over; another server issued the third sequence anew.
    holders.learn(Self.locked(lastSequence: 2))
    #expect(!holders.isComplete && holders.query(expectsOthers: false) == 0)
    holders.learn(Self.locked(lastSequence: 3))
    #expect(!holders.isComplete && holders.mayHold(Self.user("z")))
    holders.learn(Self.recent(["a", "b", "z"]), of: Self.locked(lastSequence: 3).campaign)
    #expect(holders.isComplete && holders.mayHold(Self.user("z")) && !holders.mayHold(Self.user("y")))
  }
}
