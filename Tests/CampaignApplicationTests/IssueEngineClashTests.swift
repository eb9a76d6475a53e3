import SeededRandomness
import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Unique constraints that catch a holder whom a server doesn't know, and the callers who get an error by that.
@Suite struct IssueEngineClashTests {
  private static let clash = RepositoryError.holderClash(remedy: "coupons_campaign_user_slot")

  /// A stage on which a user got a coupon, so that the server knows all holders.
  private static func stage() -> IssueStage {
    let stage = IssueStage([.sample(perUserLimit: 1)])
    stage.enter(0, user: "first")
    stage.database.serveAll()
    return stage
  }

  @Test func aHolderWhomNobodyKnewOfCostsNobodyAnError() {
    let stage = Self.stage()
    stage.session.script { $0.failures[.commit] = [Self.clash] }
    for call in 1...3 { stage.enter(call, user: "user-\(call)") }
    stage.database.serveAll()
    #expect(stage.sequences(of: 1..<4) == [2, 3, 4], "their places are kept")
    let requests = stage.session.script { $0.lockRequests.suffix(2) }
    #expect(requests.map(\.holdersFrom) == [nil, 0], "what was known is forgotten")
    #expect(requests.map(\.users.count) == [0, 3], "and everybody is looked up")
    #expect(stage.session.misuses == [])
  }

  @Test func whoClashesAgainIsTheOnlyOneToHearOfIt() {
    let stage = Self.stage()
    stage.session.script { $0.failures[.commit] = [Self.clash, Self.clash, nil, Self.clash] }
    for call in 1...3 { stage.enter(call, user: "user-\(call)") }
    stage.database.serveAll()
    #expect(stage.sequences(of: 1..<4) == [2, nil, 3])
    guard case .internalFault(let text) = stage.answers.failure(of: 2) else {
      Issue.record("call 2 got \(String(describing: stage.answers.failure(of: 2)))")
      return
    }
    #expect(text.contains("campaign 7") && text.contains("coupons_campaign_user_slot"))
    #expect(stage.session.groupSizes == [1, 3, 3, 1, 1, 1])
    #expect(stage.answers.answeredCalls.sorted() == [0, 1, 2, 3])
    #expect(stage.session.misuses == [])
  }

  @Test func aLoneCallThatClashesTwiceIsAFault() {
    let stage = Self.stage()
    stage.session.script { $0.failures[.commit] = [Self.clash, Self.clash] }
    stage.enter(1, user: "a")
    stage.database.serveAll()
    guard case .internalFault = stage.answers.failure(of: 1) else {
      Issue.record("it got \(String(describing: stage.answers.failure(of: 1)))")
      return
    }
    #expect(stage.session.groupSizes == [1, 1, 1])
    stage.enter(2, user: "b")
    stage.database.serveAll()
    #expect(stage.sequences(of: 2..<3) == [2])
  }

  @Test func aConnectionThatIsLostMeanwhileIsUnknownToOneAndNothingToTheRest() {
    let stage = Self.stage()
    stage.session.script { $0.failures[.commit] = [Self.clash, Self.clash, nil, .outcomeUnknown] }
    for call in 1...4 { stage.enter(call, user: "user-\(call)") }
    stage.database.serveAll()
    #expect(stage.sequences(of: 1..<2) == [2])
    let unavailable = UseCaseError.databaseUnavailable(retryAfter: .milliseconds(500))
    #expect(stage.failures(of: 2..<5) == [.outcomeUnknown, unavailable, unavailable])
  }

  @Test func aSequenceThatIsTakenIsANamedFaultOfItsCampaignAlone() {
    let other = CampaignID(rawValue: 8)
    let stage = IssueStage([.sample(), .sample(id: other)])
    stage.session.script { $0.failures[.commit] = [.sequenceTaken(remedy: "coupons_campaign_sequence")] }
    for call in 0..<3 { stage.enter(call) }
    stage.database.serveAll()
    stage.enter(3, campaign: other)
    stage.database.serveAll()
    for call in 0..<3 {
      guard case .internalFault(let text) = stage.answers.failure(of: call) else {
        Issue.record("call \(call) got \(String(describing: stage.answers.failure(of: call)))")
        continue
      }
      #expect(text.contains("campaign 7") && text.contains("coupons_campaign_sequence"))
    }
    #expect(stage.session.groupSizes == [3, 1], "it is not tried again")
    #expect(stage.sequences(of: 3..<4) == [1])
  }

  @Test func whatIsKnownOfACampaignIsForgottenWithAnUnknownOutcome() {
    let stage = Self.stage()
    stage.session.script { $0.failures[.commit] = [.outcomeUnknown] }
    stage.enter(1, user: "a")
    stage.database.serveAll()
    stage.enter(2, user: "b")
    stage.database.serveAll()
    #expect(stage.session.script { $0.lockRequests.map(\.holdersFrom) } == [0, nil, 0])
    #expect(stage.sequences(of: 2..<3) == [2])
  }

  @Test func whatMemoryIsAboutToLearnIsForgottenWithAnUnknownOutcome() {
    let session = ScriptedSession([.sample()])
    let (database, learning) = (ScriptedDatabase(session), ScriptedDatabase(session))
    let memory = CampaignMemory(database: learning)
    let issueCoupon = IssueCoupon(engine: IssueEngine(database: database, readingFrom: database, memory: memory))
    let answers = RecordedAnswers<IssueCoupon.Output>()
    memory.saw(.sample(.paused), at: .start)
    #expect(learning.waitingCount == 1)
    session.script { $0.failures[.commit] = [.outcomeUnknown] }
    issueCoupon.execute(.init(campaignID: .sample), call: Call(), completion: answers.completion(of: 0))
    database.serveAll()
    #expect(answers.failure(of: 0) == .outcomeUnknown)
    session.script { $0.campaigns[.sample] = .sample(.paused) }
    learning.serveAll()
    #expect(memory.refusal(of: IssueRequest(user: nil, key: nil), by: .sample, at: .now) == nil)
  }

  @Test func aDatabaseThatWasSetBackIsNoticedThoughItsRowLooksTheSame() {
    let stage = Self.stage()
    // The copy has issued its first sequence to somebody else.
    stage.session.script { script in
      var generator = SplitMix64(seed: 77)
      var issuance = Issuance(of: .sample(perUserLimit: 1), at: script.now)
      _ = issuance.decide(IssueRequest(user: UserID(alreadyChecked: "heir"), key: nil), using: &generator)
      script.coupons = issuance.change?.coupons ?? []
      script.campaigns[.sample] = script.campaigns[.sample]?.saved(as: RowStamp(save: 99))
    }
    stage.enter(1, user: "heir")
    stage.enter(2, user: "first")
    stage.enter(3, user: "new")
    stage.database.serveAll()
    #expect(stage.answers.success(of: 1)?.alreadyIssued == true)
    #expect(stage.sequences(of: 1..<4) == [1, 2, 3], "who lost a coupon gets another")
    // The readings: the row; the last coupon, which is another user's; then all coupons.
    #expect(stage.session.steps == [.lock, .commit, .lock, .read, .read, .commit])
    stage.enter(4, user: "newer")
    stage.database.serveAll()
    #expect(stage.session.script { $0.lockRequests.last?.holdersFrom } == 0)
    stage.enter(5, user: "newest")
    stage.database.serveAll()
    #expect(stage.session.script { $0.lockRequests.last?.users } == [], "all are known again")
  }
}
