import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// The knowledge of a campaign after its database was set back or its coupons were changed by SQL.
@Suite struct KnownHoldersRewindTests {
  typealias Sample = SampleHolders

  /// The holders of three coupons, known as of the row's first save.
  private static func known() -> KnownHolders {
    var holders = KnownHolders()
    holders.learn(Sample.locked(3, Sample.recent(["a", "b", "c"], from: 0, last: 3), save: 1))
    return holders
  }

  @Test func aRowOfTheSameCountsAndAnotherStampIsNotTakenForTheSame() {
    var holders = Self.known()
    let again = Sample.locked(3, save: 2)
    holders.learn(again)
    #expect(!holders.isComplete && holders.mayHold(Sample.user("z")) && holders.all(of: again.campaign) == nil)
    #expect(holders.gap(behind: Sample.request(from: nil)) == 3)
  }

  @Test func whereTheLastCouponHasItsCodeOnlyWhatLiesBehindItIsRead() {
    var holders = Self.known()
    holders.learn(Sample.locked(4, save: 2))
    holders.learn(Sample.recent(["c", "d"], from: 3, last: 4), of: Sample.locked(4, save: 2).campaign)
    #expect(holders.isComplete && holders.mayHold(Sample.user("d")) && !holders.mayHold(Sample.user("z")))
    #expect(holders.mayHold(Sample.user("a")), "was not read again")
    #expect(holders.all(of: Sample.locked(4, save: 2).campaign)?.count == 4)
  }

  @Test func whereTheLastCouponHasAnotherCodeEverythingIsForgottenAndReadAnew() {
    var holders = Self.known()
    let row = Sample.locked(3, save: 2).campaign
    holders.learn(Sample.locked(3, save: 2))
    holders.learn(Sample.recent(["z"], from: 3, last: 3, copy: "나"), of: row)
    #expect(!holders.isComplete && holders.count == 0 && holders.mayHold(Sample.user("y")))
    #expect(holders.query(expectsOthers: false) == 0)
    holders.learn(Sample.recent(["a", "y", "z"], from: 0, last: 3, copy: "나"), of: row)
    #expect(holders.isComplete && holders.mayHold(Sample.user("y")) && !holders.mayHold(Sample.user("c")))
  }

  @Test func whatTheLockBroughtOfAnotherHistoryIsReadAnewUnderTheSameLock() {
    var holders = Self.known()
    let request = Sample.request(from: holders.query(expectsOthers: true))
    #expect(request.holdersFrom == 3)
    holders.learn(Sample.locked(5, Sample.recent(["y", "z"], from: 3, last: 5, copy: "나"), save: 9))
    #expect(!holders.isComplete && holders.gap(behind: request) == 0)
  }

  @Test func aCouponThatIsGoneMeansAnotherHistory() {
    var holders = Self.known()
    holders.learn(Sample.locked(3, save: 2))
    holders.learn(Sample.recent([], from: 3), of: Sample.locked(3, save: 2).campaign)
    #expect(!holders.isComplete && holders.count == 0)
  }

  @Test func aRowThatServersOfTheVersionBeforeSavedIsNotTakenForTheSame() {
    var holders = Self.known()
    holders.learn(Sample.locked(4, save: 1))
    #expect(!holders.isComplete && holders.gap(behind: Sample.request(from: nil)) == 3)
    // A server of the version before paused it: no holder is missing, but that has to be found out.
    var paused = Self.known()
    let row = Campaign.sample(.paused, total: 10_000_000, remaining: 9_999_997).saved(as: RowStamp(save: 1))
    paused.learn(nil, of: row)
    #expect(!paused.isComplete && paused.gap(behind: Sample.request(from: nil)) == 3)
    paused.learn(Sample.recent(["c"], from: 3, last: 3), of: row)
    #expect(paused.isComplete)
  }

  @Test func whoChangesCouponsBySQLAndGivesTheRowAnotherHistoryHasAllForgotten() {
    var holders = Self.known()
    // The last coupon is the same, its holder isn't.
    let request = Sample.request(from: holders.query(expectsOthers: true))
    holders.learn(Sample.locked(3, Sample.recent(["z"], from: 3, last: 3), history: 7, save: 1))
    #expect(!holders.isComplete && holders.count == 0 && holders.gap(behind: request) == 0)
  }

  @Test func aDatabaseThatLostItsLastCouponsIsNotKnown() {
    var holders = Self.known()
    // A standby that was behind took over. Nobody is behind the third sequence: that doesn't say who has the first two.
    holders.learn(Sample.locked(2, Sample.recent([], from: 3)))
    #expect(!holders.isComplete && holders.mayHold(Sample.user("a")))
    #expect(holders.all(of: Sample.locked(2).campaign) == nil)
    #expect(holders.query(expectsOthers: false) == 0)
    // Another server issued the third sequence anew.
    holders.learn(Sample.locked(3))
    #expect(!holders.isComplete && holders.mayHold(Sample.user("z")))
    holders.learn(Sample.recent(["a", "b", "z"], from: 0, last: 3, copy: "나"), of: Sample.locked(3).campaign)
    #expect(holders.isComplete && holders.mayHold(Sample.user("z")) && !holders.mayHold(Sample.user("y")))
  }

  @Test func whatIsForgottenIsReadFromTheFirstCouponOn() {
    var holders = Self.known()
    holders.forget()
    #expect(!holders.isComplete && holders.count == 0 && holders.query(expectsOthers: false) == 0)
    holders.learn(Sample.locked(3, Sample.recent(["a", "b", "c"], from: 0, last: 3), save: 1))
    #expect(holders.isComplete)
  }

  @Test func whatWasReadOfADatabaseThatLostItsLastCouponsIsDropped() throws {
    var holders = KnownHolders()
    holders.learn(Sample.locked(30_000, Sample.recent(["a"], from: 0, last: 10_000, isFull: true)))
    let begun = holders.beginReading()
    let reading = try #require(begun)
    holders.learn(Sample.locked(9_000))
    holders.endReading(reading)
    #expect(holders.query(expectsOthers: false) == 0 && holders.count == 0)
  }

  @Test func whatWasReadBeforeALossIsNotTakenForWhatIsReadAfterIt() throws {
    var holders = KnownHolders()
    holders.learn(Sample.locked(30_000, Sample.recent(["a"], from: 0, last: 10_000, isFull: true)))
    let first = holders.beginReading()
    holders.learn(Sample.locked(29_000))
    let second = holders.beginReading()
    holders.endReading(try #require(first))
    holders.learn(Sample.locked(29_000))
    #expect(holders.gap(behind: Sample.request(from: nil)) == nil, "the second is still under way")
    holders.endReading(try #require(second))
    let third = holders.beginReading()
    #expect(third == nil, "how much is missing the next lock shows")
    holders.learn(Sample.locked(29_000))
    let fourth = holders.beginReading()
    #expect(fourth?.nextSequence == 0)
  }

  @Test func aPageOfAnotherHistoryLeavesNothingOfAReading() {
    var reading = HolderReading(number: 1, hashes: HolderSet(), throughSequence: 0, lastCoupon: nil)
    let isFirstAdded = reading.add(Sample.recent(["a"], from: 0, last: 10_000, isFull: true))
    #expect(isFirstAdded && reading.nextSequence == 10_000)
    let isSecondAdded = reading.add(Sample.recent(["b"], from: 10_000, last: 19_999, isFull: true, copy: "나"))
    #expect(!isSecondAdded && reading.nextSequence == 0 && reading.hashes.count == 0)
  }

  @Test func aReadingThatFoundAnotherHistoryIsBegunAgain() throws {
    var holders = KnownHolders()
    holders.learn(Sample.locked(30_000, Sample.recent(["a"], from: 0, last: 10_000, isFull: true)))
    let begun = holders.beginReading()
    var reading = try #require(begun)
    let isAdded = reading.add(Sample.recent(["b"], from: 10_000, last: 19_999, isFull: true, copy: "나"))
    #expect(!isAdded)
    holders.endReading(reading)
    #expect(!holders.isComplete && holders.count == 0)
    holders.learn(Sample.locked(30_001))
    let again = holders.beginReading()
    #expect(again?.nextSequence == 0)
  }
}
