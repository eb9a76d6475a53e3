import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct KnownHoldersTests {
  private static func locked(lastSequence: Int64, recent: RecentHolders? = nil) -> LockedCampaign {
    LockedCampaign(
      campaign: .sample(total: 10_000_000, remaining: 10_000_000 - lastSequence), now: .start,
      holdings: CouponHoldings(), recentHolders: recent)
  }

  private static func user(_ text: String) -> IssueRequest {
    IssueRequest(user: UserID(alreadyChecked: text), key: nil)
  }

  private static func key(_ text: String) -> IssueRequest {
    IssueRequest(user: nil, key: IdempotencyKey(alreadyChecked: text))
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
    holders.learn(Self.locked(lastSequence: 30_000, recent: Self.recent(["a"], through: 10_000)))
    #expect(!holders.isComplete && holders.mayHold(Self.user("z")))
    #expect(holders.query(expectsOthers: true) == 10_000)
    holders.learn(Self.locked(lastSequence: 30_000, recent: Self.recent(["b"], through: 20_000)))
    #expect(!holders.isComplete)
    holders.learn(Self.locked(lastSequence: 30_000, recent: Self.recent(["c"], through: 30_000)))
    #expect(holders.isComplete)
    #expect(holders.mayHold(Self.user("a")) && holders.mayHold(Self.user("c")) && !holders.mayHold(Self.user("z")))
    // Another server issued, and nobody asked whom.
    holders.learn(Self.locked(lastSequence: 30_001))
    #expect(!holders.isComplete && holders.mayHold(Self.user("z")))
  }

  @Test func whatIsExpectedCountsOnlyOnceItIsConfirmed() throws {
    var holders = KnownHolders()
    let locked = Self.locked(lastSequence: 0, recent: Self.recent([], through: 0))
    holders.learn(locked)
    var issuance = Issuance(locked)
    var generator = SplitMix64(seed: 5)
    _ = issuance.decide(Self.user("a"), using: &generator)
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
