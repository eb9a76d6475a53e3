import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Memory may refuse late or ask again; it never grants, and it never takes from a winner.
@Suite struct CampaignKnowledgeTests {
  private let read = ContinuousClock.now

  private func know(_ campaign: Campaign, holders: HolderSet? = HolderSet(), at now: Timestamp = .start)
    -> CampaignKnowledge?
  {
    CampaignKnowledge(campaign, holders: holders, clock: DatabaseClock(reading: now, requestTime: read))
  }

  private func request(_ user: String = "", key: String = "") throws -> IssueRequest {
    IssueRequest(user: try UserID(user), key: try IdempotencyKey(key))
  }

  @Test func aCampaignThatIssuesIsNothingToKnow() {
    #expect(know(.sample()) == nil)
    #expect(know(.sample(.scheduled)) == nil, "it is due")
  }

  @Test(arguments: [
    (Campaign.sample(remaining: 0), UseCaseError.soldOut), (.sample(.paused), .campaignPaused),
    (.sample(.closed), .campaignClosed), (.sample(endTime: .start), .campaignClosed),
  ]) func aStandstillRefusesAsTheDatabaseWould(campaign: Campaign, error: UseCaseError) throws {
    #expect(try know(campaign)?.refusal(of: request(), at: read) == error)
  }

  @Test func aHolderIsNeverRefused() throws {
    var holders = HolderSet()
    holders.insert(users: [UserID(alreadyChecked: "winner")], keys: [IdempotencyKey(alreadyChecked: "k")])
    let limited = try #require(know(.sample(remaining: 0, perUserLimit: 1), holders: holders))
    #expect(limited.refusal(of: try request("winner"), at: read) == nil)
    #expect(limited.refusal(of: try request("other", key: "k"), at: read) == .soldOut, "the user is the key")
    let unlimited = try #require(know(.sample(remaining: 0), holders: holders))
    #expect(unlimited.refusal(of: try request("other", key: "k"), at: read) == nil)
    #expect(unlimited.refusal(of: try request("other", key: "l"), at: read) == .soldOut)
  }

  @Test func withoutTheHoldersOnlyWhoCantBeOneIsRefused() throws {
    let limited = try #require(know(.sample(remaining: 0, perUserLimit: 1), holders: nil))
    #expect(limited.refusal(of: try request("anybody"), at: read) == nil)
    let unlimited = try #require(know(.sample(remaining: 0), holders: nil))
    #expect(unlimited.refusal(of: try request("anybody"), at: read) == .soldOut)
    #expect(unlimited.refusal(of: try request(key: "k"), at: read) == nil)
  }

  @Test func whoMustNameAUserAndDoesNotIsLeftToTheDatabase() throws {
    #expect(try know(.sample(remaining: 0, perUserLimit: 1))?.refusal(of: request(), at: read) == nil)
  }

  @Test func notStartedIsSaidOnlyWhileItIsSure() throws {
    let before = Timestamp.start.moved(by: -1_000_000)
    let knowledge = try #require(know(.sample(.scheduled), at: before))
    guard case .campaignNotStarted(let start, let left) = knowledge.refusal(of: try request("a"), at: read) else {
      Issue.record("not refused a second before the start")
      return
    }
    #expect(start == .start && left > .milliseconds(990) && left <= .seconds(1))
    // The clock may run fast by half a percent: 5 ms of a second.
    #expect(knowledge.refusal(of: try request("a"), at: read + .milliseconds(990)) != nil)
    #expect(knowledge.refusal(of: try request("a"), at: read + .milliseconds(996)) == nil)
    #expect(knowledge.refusal(of: try request("a"), at: read + .seconds(10)) == nil)
  }

  @Test func whatNeverStartsIsRefusedWithoutATime() throws {
    let knowledge = try #require(know(.sample(.scheduled, startTime: nil, endTime: nil)))
    #expect(knowledge.refusal(of: try request("a"), at: read + .seconds(3_600)) == .campaignNeverStarts)
    #expect(!knowledge.mayHaveStarted(at: read + .seconds(3_600)))
  }

  @Test func theTimeLeftIsNoShorterThanTheClockSays() throws {
    let knowledge = try #require(know(.sample(.scheduled), at: .start.moved(by: -1_000_000)))
    guard
      case .campaignNotStarted(_, let left) = knowledge.refusal(of: try request("a"), at: read + .milliseconds(800))
    else {
      Issue.record("not refused before the start")
      return
    }
    #expect(left == .milliseconds(200), "who comes back then doesn't come too early")
  }

  @Test func onlyAStartMayHaveComeByItself() throws {
    let scheduled = try #require(know(.sample(.scheduled), at: .start.moved(by: -1_000_000)))
    #expect(!scheduled.mayHaveStarted(at: read + .milliseconds(900)))
    #expect(scheduled.mayHaveStarted(at: read + .milliseconds(999)))
    #expect(try #require(know(.sample(.paused))).mayHaveStarted(at: read + .seconds(9)) == false)
  }

  @Test func aSoldOutCampaignWhoseEndMayHaveComeIsLeftToTheDatabase() throws {
    let knowledge = try #require(know(.sample(remaining: 0, endTime: .start.moved(by: 1_000_000))))
    #expect(knowledge.refusal(of: try request("a"), at: read) == .soldOut)
    #expect(knowledge.refusal(of: try request("a"), at: read + .seconds(1)) == nil)
  }

  @Test func aRowThatChangedEndsTheEpoch() throws {
    let knowledge = try #require(know(.sample(.paused)))
    let later = DatabaseClock(reading: .start.moved(by: 500_000), requestTime: read + .milliseconds(500))
    #expect(knowledge.confirm(.sample(.paused), clock: later))
    #expect(knowledge.age(at: read + .milliseconds(600)) == .milliseconds(100))
    #expect(!knowledge.confirm(.sample(.open), clock: later))
    #expect(!knowledge.confirm(.sample(.paused, remaining: 999), clock: later))
  }

  @Test func aQueueOnlyCampaignRefusesItsHoldersTooInEveryStateAndWhateverItsBatchesChange() throws {
    var holders = HolderSet()
    holders.insert(users: [UserID(alreadyChecked: "winner")], keys: [])
    for campaign in [
      Campaign.sample(perUserLimit: 1, queueOnly: true), .sample(.closed, perUserLimit: 1, queueOnly: true),
    ] {
      let knowledge = try #require(know(campaign, holders: holders))
      #expect(knowledge.refusal(of: try request("winner"), at: read) == .queueOnly)
      #expect(knowledge.refusal(of: try request("a"), at: read) == .queueOnly)
      #expect(knowledge.refusal(of: try request(), at: read) == nil, "a missing user goes first")
    }
    let knowledge = try #require(know(.sample(queueOnly: true)))
    let later = DatabaseClock(reading: .end, requestTime: read + .milliseconds(500))
    #expect(knowledge.confirm(.sample(remaining: 7, queueOnly: true), clock: later))
    #expect(knowledge.age(at: read + .milliseconds(600)) == .milliseconds(100))
    #expect(!knowledge.confirm(.sample(), clock: later), "another database has another campaign of this id")
    #expect(!knowledge.mayHaveStarted(at: read + .seconds(9)))
  }

  @Test func oneProbeIsUnderWayAtATime() throws {
    let knowledge = try #require(know(.sample(.paused)))
    #expect(knowledge.beginProbe() && !knowledge.beginProbe())
    knowledge.endProbe()
    #expect(knowledge.beginProbe())
  }

  @Test func aReaderHasOneCopyOfWhatItAskedForAndNoOtherReaderHasIt() throws {
    let knowledge = try #require(know(.sample(.paused)))
    var (one, two) = (ReaderKnowledge([.sample: knowledge]), ReaderKnowledge([.sample: knowledge]))
    let (first, again, others) = (one.own(.sample), one.own(.sample), two.own(.sample))
    let (copy, other) = (try #require(first), try #require(others))
    #expect(copy !== knowledge && again === copy && other !== copy)
    let unknown = one.own(CampaignID(rawValue: 8))
    #expect(unknown == nil)
    // A copy that is old would be refused by for too long, or asked about again and again.
    let later = DatabaseClock(reading: .start.moved(by: 500_000), requestTime: read + .milliseconds(500))
    #expect(copy.confirm(.sample(.paused), clock: later))
    #expect(other.age(at: read + .milliseconds(600)) == .milliseconds(100))
    #expect(copy.beginProbe() && !other.beginProbe())
  }

  @Test func neitherPausedNorSoldOutIsSaidWhenTheEndMayHaveCome() throws {
    let end = Timestamp.start.moved(by: 1_000_000)
    for campaign in [Campaign.sample(.paused, endTime: end), .sample(remaining: 0, endTime: end)] {
      let knowledge = try #require(know(campaign))
      #expect(knowledge.refusal(of: try request(), at: read + .milliseconds(990)) != nil)
      #expect(knowledge.refusal(of: try request(), at: read + .seconds(1)) == nil)
    }
  }

  @Test func aClockIsReadAsItWasPublished() {
    let clock = SharedDatabaseClock(DatabaseClock(reading: .start, requestTime: read))
    #expect(clock.reading == DatabaseClock(reading: .start, requestTime: read))
    let later = DatabaseClock(reading: .start.moved(by: 2_500_003), requestTime: read + .nanoseconds(2_400_000_700))
    clock.publish(later)
    #expect(clock.requestTime == later.requestTime)
    #expect(clock.reading == later)
  }
}
