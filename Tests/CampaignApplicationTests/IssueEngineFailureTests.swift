import SeededRandomness
import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// The errors that each call of a group gets when the database fails.
@Suite struct IssueEngineFailureTests {
  @Test func aClashingCodeIsDrawnAgainAndNobodyHearsOfIt() {
    let stage = IssueStage([.sample(total: 4)])
    stage.session.script { $0.failures[.commit] = [.codeClash, .codeClash] }
    for call in 0..<5 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<5) == [1, 2, 3, 4, nil])
    #expect(stage.answers.failure(of: 4) == .soldOut)
    #expect(stage.session.campaign()?.remainingCoupons == 0)
    let tried = stage.session.script { $0.triedCoupons.map { Set($0.map(\.coupon.code)) } }
    #expect(tried.count == 3)
    #expect(tried[0].isDisjoint(with: tried[1]))
    #expect(tried[1].isDisjoint(with: tried[2]))
    #expect(stage.session.misuses == [])
  }

  @Test func aCallThatWasDecidedOnceIsDecidedAgainThoughItsDeadlinePassed() {
    let stage = IssueStage()
    let call = Call()
    let expiries = RecordedAnswers<Bool>()
    stage.session.script { script in
      script.failures[.commit] = [.codeClash]
      script.hooks[.commit] = { expiries.completion(of: 0)(.success(call.expire())) }
    }
    stage.enter(0, call: call)
    stage.database.serveAll()
    #expect(expiries.answeredCalls == [0, 0])
    #expect(stage.sequences(of: 0..<1) == [1])
  }

  @Test func codesThatClashForEverAreOurOwnFault() {
    let stage = IssueStage()
    stage.session.script { $0.failures[.commit] = Array(repeating: .codeClash, count: 100) }
    stage.enter(0)
    stage.enter(1)
    stage.database.serveAll()
    for call in 0..<2 {
      guard case .internalFault = stage.answers.failure(of: call) else {
        Issue.record("call \(call) is not answered as our own fault")
        continue
      }
    }
    #expect(stage.session.groupSizes.count == 5, "it is tried a bounded number of times")
  }

  @Test func aLostAnswerToCommitIsUnknownToEachCallAndNeverRepeated() {
    let stage = IssueStage([.sample(total: 2)])
    stage.session.script { $0.failures[.commit] = [.outcomeUnknown] }
    for call in 0..<3 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<3) == [.outcomeUnknown, .outcomeUnknown, .outcomeUnknown])
    #expect(stage.session.groupSizes == [2])
    stage.enter(3)
    stage.database.serveAll()
    #expect(stage.sequences(of: 3..<4) == [1], "the lane goes on")
  }

  @Test func aLockThatIsBusyIsOverloadedAndTheTransactionIsEnded() {
    let stage = IssueStage()
    stage.session.script { $0.failures[.lock] = [.busy(retryAfter: .seconds(1))] }
    stage.enter(0)
    stage.enter(1)
    stage.database.serveAll()
    #expect(
      stage.failures(of: 0..<2) == [.overloaded(retryAfter: .seconds(1)), .overloaded(retryAfter: .seconds(1))])
    #expect(stage.session.steps == [.lock, .rollback])
  }

  @Test func aConnectionThatBreaksBeforeCommitIsUnavailable() {
    let stage = IssueStage()
    stage.session.script { $0.failures[.lock] = [.unavailable(retryAfter: .milliseconds(500))] }
    stage.enter(0)
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<1) == [.databaseUnavailable(retryAfter: .milliseconds(500))])
  }

  @Test(arguments: [ScriptedSession.Step.lock, .commit])
  func whoWaitsBehindALostConnectionGetsAnother(step: ScriptedSession.Step) {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 2))
    stage.session.script { $0.failures[step] = [step == .lock ? .unavailable(retryAfter: .zero) : .outcomeUnknown] }
    for call in 0..<6 { stage.enter(call) }
    stage.database.serveNext()
    #expect(stage.answers.answeredCalls == [0, 1])
    #expect(stage.database.waitingCount == 1, "the rest asks for a connection")
    stage.database.serveAll()
    #expect(stage.sequences(of: 2..<6) == [1, 2, 3, 4])
  }

  @Test func withoutAConnectionEverybodyWhoWaitsHearsOfItAtOnce() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 2))
    for call in 0..<7 { stage.enter(call) }
    stage.database.serveNext(failingWith: .unavailable(retryAfter: .seconds(3)))
    #expect(stage.answers.answeredCalls == Array(0..<7))
    #expect(stage.failures(of: 0..<7).allSatisfy { $0 == .databaseUnavailable(retryAfter: .seconds(3)) })
    #expect(stage.database.waitingCount == 0)
    stage.enter(7)
    stage.database.serveAll()
    #expect(stage.sequences(of: 7..<8) == [1])
  }

  @Test func aCampaignThatIsNotThereIsNotFound() {
    let stage = IssueStage([])
    stage.enter(0)
    stage.enter(1, user: "u", key: "k")
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<2) == [.campaignNotFound(.sample), .campaignNotFound(.sample)])
    #expect(stage.session.steps == [.existing])
    // The campaign was there a moment ago.
    stage.know([.sample])
    stage.enter(2)
    stage.database.serveAll()
    #expect(stage.failures(of: 2..<3) == [.campaignNotFound(.sample)])
    #expect(stage.session.steps == [.existing, .lock, .rollback])
  }

  @Test func whatACampaignRefusesReachesItsCaller() {
    let refusals: [(Campaign, UseCaseError)] = [
      (
        .sample(.scheduled, startTime: .start.moved(by: 5)),
        .campaignNotStarted(startTime: .start.moved(by: 5), timeLeft: .microseconds(5))
      ),
      (.sample(.paused), .campaignPaused), (.sample(.closed), .campaignClosed),
      (.sample(endTime: .start), .campaignClosed), (.sample(remaining: 0), .soldOut),
    ]
    for (campaign, error) in refusals {
      let stage = IssueStage([campaign])
      stage.enter(0)
      stage.database.serveAll()
      #expect(stage.failures(of: 0..<1) == [error])
    }
  }

  @Test func whateverFailsEachCallIsAnsweredExactlyOnce() {
    var generator = SplitMix64(seed: 90)
    let errors: [RepositoryError?] = [
      nil, nil, nil, nil, .codeClash, .outcomeUnknown, .busy(retryAfter: .seconds(1)), .sequenceTaken(remedy: ""),
      .holderClash(remedy: "coupons_campaign_user_slot"),
      .unavailable(retryAfter: .seconds(1)), .fault("injected"),
    ]
    for round in 0..<100 {
      let stage = IssueStage(
        [.sample(total: 20, perUserLimit: 2)],
        configuration: .init(laneCapacity: 12, maximumGroupSize: 5), seed: UInt64(round))
      stage.session.script { script in
        script.failures[.lock] = (0..<10).map { _ in errors.randomElement(using: &generator) ?? nil }
        script.failures[.commit] = (0..<10).map { _ in errors.randomElement(using: &generator) ?? nil }
        script.failures[.rollback] = (0..<4).map { _ in errors.randomElement(using: &generator) ?? nil }
      }
      var calls: [Call] = []
      for number in 0..<60 {
        let call = Call()
        calls.append(call)
        stage.enter(number, user: "u\(Int.random(in: 0..<9, using: &generator))", call: call)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: stage.database.serveNext(failingWith: .unavailable(retryAfter: .seconds(1)))
        case 1, 2: stage.database.serveNext()
        case 3: _ = calls.randomElement(using: &generator)?.expire()
        default: break
        }
      }
      stage.database.serveAll()
      #expect(stage.answers.answeredCalls.sorted() == Array(0..<60))
      let issued = (0..<60).compactMap(stage.answers.success).filter { !$0.alreadyIssued }.map(\.coupon)
      let saved = Set(stage.session.script { $0.coupons.map(\.coupon) })
      #expect(issued.allSatisfy(saved.contains), "what was acknowledged is saved")
      #expect(issued.count == saved.count, "and nothing is saved that nobody was told of")
      #expect(saved.count <= 20)
    }
  }
}
