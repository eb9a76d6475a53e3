import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Calls of JoinQueue in groups, on a scripted session.
@Suite struct JoinQueueTests {
  private let lost = RepositoryError.unavailable(retryAfter: .milliseconds(500))

  @Test func callsThatWaitShareOneTransactionInOrderOfArrival() {
    let stage = JoinStage()
    stage.know()
    for call in 0..<9 { stage.enter(call) }
    #expect(stage.database.waitingCount == 1, "one connection is asked for, not one a call")
    stage.database.serveAll()
    #expect(stage.session.steps == [.lockQueue, .commitJoins])
    #expect(stage.tickets(of: 0..<9) == Array(1...9))
    #expect(stage.answers.answeredCalls == Array(-1..<9))
    #expect(stage.session.script { $0.queues[.sample]?.lastTicket } == 9)
  }

  @Test func aCampaignThatNobodyKnowsIsLookedAtBeforeItsLineIsLocked() {
    let stage = JoinStage()
    stage.enter(0)
    stage.enter(1, campaign: CampaignID(rawValue: 404))
    stage.database.serveAll()
    #expect(stage.session.steps == [.lookAtQueue, .lockQueue, .commitJoins, .lookAtQueue])
    #expect(stage.failures(of: 1..<2) == [.campaignNotFound(CampaignID(rawValue: 404))])
  }

  @Test func aCampaignThatIsGoneIsNotFoundAndItsTransactionEnds() {
    let stage = JoinStage()
    stage.know()
    stage.session.script { $0.campaigns = [:] }
    for call in 0..<2 {
      stage.enter(call)
      stage.database.serveAll()
    }
    #expect(stage.session.steps == [.lockQueue, .rollback, .lookAtQueue])
    #expect(stage.failures(of: 0..<2) == [.campaignNotFound(.sample), .campaignNotFound(.sample)])
  }

  @Test(arguments: [
    (Campaign.sample(.closed, perUserLimit: 1), UseCaseError.campaignClosed),
    (.sample(remaining: 0, perUserLimit: 1), .soldOut),
  ]) func aCrowdAtACampaignThatRefusesNeverLocksItsLine(campaign: Campaign, error: UseCaseError) {
    let stage = JoinStage(limits: .init(groupSize: 2))
    stage.know()
    stage.session.script { $0.campaigns[.sample] = campaign }
    for call in 0..<6 { stage.enter(call) }
    stage.database.serveAll()
    // The first group finds out under the lock.
    #expect(stage.session.steps == [.lockQueue, .rollback, .lookAtQueue, .lookAtQueue])
    #expect(stage.failures(of: 0..<6) == Array(repeating: error, count: 6))
  }

  @Test func aLookAnswersThoseInLineAndTheOthersGoToTheLock() {
    let stage = JoinStage()
    stage.enter(0, user: "a")
    stage.database.serveAll()
    stage.session.script { script in
      script.steps = []
      script.queueQueries = []
      script.campaigns[.sample] = .sample(remaining: 0, perUserLimit: 1)
    }
    stage.enter(1, user: "b")
    stage.database.serveAll()
    stage.session.script { $0.campaigns[.sample] = .sample(perUserLimit: 1) }
    for (call, user) in ["a", "c", "a", "d"].enumerated() { stage.enter(call + 2, user: user) }
    stage.database.serveAll()
    #expect(stage.session.steps == [.lockQueue, .rollback, .lookAtQueue, .lockQueue, .commitJoins])
    #expect(stage.tickets(of: 2..<6) == [1, 2, 1, 3])
    #expect(stage.session.script { $0.queueQueries.last?.users.map(\.text) } == ["c", "d"])
  }

  @Test func aGroupInWhichNobodyJoinsRollsBack() {
    let stage = JoinStage()
    stage.enter(0, user: "a")
    stage.database.serveAll()
    stage.enter(1, user: "a")
    stage.database.serveAll()
    #expect(stage.session.steps.suffix(2) == [.lockQueue, .rollback])
    #expect(stage.tickets(of: 0..<2) == [1, 1])
  }

  @Test func nothingIsAnsweredBeforeItsCommitReturned() {
    let stage = JoinStage()
    stage.know()
    let answeredAtCommit = RecordedAnswers<[Int]>()
    stage.session.script { script in
      script.hooks[.commitJoins] = { [unowned stage] in
        answeredAtCommit.completion(of: 0)(.success(stage.answers.answeredCalls))
      }
    }
    for (call, user) in ["a", "a", "b"].enumerated() { stage.enter(call, user: user) }
    stage.database.serveAll()
    #expect(answeredAtCommit.success(of: 0) == [-1])
    #expect(stage.tickets(of: 0..<3) == [1, 1, 2])
  }

  @Test func callsThatArriveMeanwhileFormTheNextGroupAndTheFirstIsAnsweredWhileItIsUnderWay() {
    let stage = JoinStage()
    stage.know()
    let answered = RecordedAnswers<[Int]>()
    stage.session.script { script in
      script.hooks[.commitJoins] = { [unowned stage] in
        if stage.session.steps.count == 2 { for call in 1...3 { stage.enter(call) } }
      }
      script.hooks[.lockQueue] = { [unowned stage] in
        answered.completion(of: stage.session.steps.count)(.success(stage.answers.answeredCalls))
      }
    }
    stage.enter(0)
    stage.database.serveNext()
    #expect(stage.session.steps == [.lockQueue, .commitJoins, .lockQueue, .commitJoins])
    #expect(stage.tickets(of: 0..<4) == [1, 2, 3, 4])
    #expect(answered.success(of: 3) == [-1, 0])
  }

  // MARK: - Fields and deadlines

  @Test func faultsOfFieldsReachNoLane() {
    let stage = JoinStage()
    stage.enter(0, user: "")
    stage.enter(1, user: "a\u{7}", key: String(repeating: "k", count: 129))
    stage.enter(2, key: "a key is accepted")
    let fields = [0, 1].map { call -> [String] in
      guard case .invalidField(let faults) = stage.answers.failure(of: call) else { return [] }
      return faults.map(\.field)
    }
    #expect(fields == [["user_id"], ["user_id", "idempotency_key"]])
    #expect(stage.database.waitingCount == 1)
  }

  @Test func aCallWhoseTimeIsOverIsDroppedBeforeItsDecisionAndCostsNobodyATicket() {
    let stage = JoinStage()
    stage.know()
    let late = Call()
    stage.session.script { script in script.hooks[.lockQueue] = { _ = late.expire() } }
    stage.enter(0)
    stage.enter(1, call: late)
    stage.enter(2)
    stage.database.serveAll()
    #expect(stage.tickets(of: 0..<3) == [1, nil, 2])
    #expect(stage.failures(of: 1..<2) == [.deadlineExceeded])
    stage.enter(3, call: Call(deadline: .now - .seconds(1)))
    #expect(stage.failures(of: 3..<4) == [.deadlineExceeded])
  }

  @Test func aGroupOfLateCallsAsksNothing() {
    let stage = JoinStage()
    let late = Call()
    stage.enter(0, call: late)
    #expect(late.expire())
    stage.database.serveAll()
    #expect(stage.session.steps.isEmpty && stage.failures(of: 0..<1) == [.deadlineExceeded])
  }

  @Test func aFullLaneRefusesUnlessThoseInFrontAreLate() {
    let stage = JoinStage(limits: .init(laneCapacity: 2, laneCount: 1))
    let late = Call()
    stage.enter(0, call: late)
    stage.enter(1)
    stage.enter(2)
    #expect(stage.failures(of: 2..<3) == [.overloaded(retryAfter: .seconds(1))])
    #expect(late.expire())
    stage.enter(3)
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<1) == [.deadlineExceeded])
    #expect(stage.tickets(of: 1..<4) == [1, nil, 2])
  }

  // MARK: - Failures

  @Test func withoutAConnectionAllHearOfIt() {
    let stage = JoinStage()
    for call in 0..<3 { stage.enter(call) }
    stage.database.serveNext(failingWith: lost)
    let error = UseCaseError.databaseUnavailable(retryAfter: .milliseconds(500))
    #expect(stage.failures(of: 0..<3) == [error, error, error])
    stage.enter(3)
    stage.database.serveAll()
    #expect(stage.tickets(of: 3..<4) == [1])
  }

  @Test func aLostAnswerToTheCommitIsUnknownToAllOfTheGroup() {
    let stage = JoinStage()
    stage.enter(0, user: "a")
    stage.database.serveAll()
    stage.session.script { $0.failures[.commitJoins] = [.outcomeUnknown] }
    for (call, user) in ["a", "b", "c"].enumerated() { stage.enter(call + 1, user: user) }
    stage.database.serveAll()
    #expect(stage.failures(of: 1..<4) == [.outcomeUnknown, .outcomeUnknown, .outcomeUnknown])
    stage.enter(4, user: "b")
    stage.database.serveAll()
    #expect(stage.tickets(of: 4..<5) == [2])
  }

  @Test(arguments: [ScriptedSession.Step.lockQueue, .commitJoins])
  func aGroupWhoseSessionIsOverIsRepeatedOnceInItsPlace(step: ScriptedSession.Step) {
    let stage = JoinStage(limits: .init(groupSize: 3))
    stage.know()
    stage.session.script { script in
      script.endsWhenUnavailable = true
      script.failures[step] = [lost]
    }
    for call in 0..<5 { stage.enter(call) }
    stage.database.serveNext()
    #expect(stage.answers.answeredCalls == [-1])
    stage.database.serveAll()
    #expect(stage.tickets(of: 0..<5) == [1, 2, 3, 4, 5], "those who came first are first")
    stage.session.script { $0.failures[step] = [lost, lost] }
    stage.enter(5)
    stage.database.serveAll()
    #expect(stage.failures(of: 5..<6) == [.databaseUnavailable(retryAfter: .milliseconds(500))])
    #expect(stage.session.misuses == [])
  }

  @Test func behindALineThatSomebodyHoldsAllHearOverloadedAtOnce() {
    let stage = JoinStage(limits: .init(groupSize: 1))
    stage.know()
    stage.session.script { $0.failures[.lockQueue] = [.busy(retryAfter: .seconds(1))] }
    for call in 0..<3 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<3) == Array(repeating: .overloaded(retryAfter: .seconds(1)), count: 3))
    #expect(stage.session.steps == [.lockQueue, .rollback])
  }

  @Test func aFaultNamesTheCampaignAndIsItsGroupsAlone() {
    let stage = JoinStage(limits: .init(groupSize: 1))
    stage.know()
    stage.session.script { $0.failures[.commitJoins] = [.fault("broken")] }
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<2) == [.internalFault("campaign 7: broken"), nil])
  }

  @Test func manyCallersAtOnceGetOneEntryEach() async throws {
    let session = ScriptedSession([.sample(perUserLimit: 1)])
    let join = JoinQueue(
      engine: JoinEngine(database: ThreadedDatabase(session), limits: .init(groupSize: 16)))
    // 400 users call twice each, from eight tasks.
    let views = try await withThrowingTaskGroup(of: [QueueEntryView].self) { group in
      for task in 0..<8 {
        group.addTask {
          var views: [QueueEntryView] = []
          for call in 0..<100 {
            views.append(try await join.execute(.init(campaignID: .sample, userID: "u\((task * 100 + call) % 400)")))
          }
          return views
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(views.compactMap(\.entry.ticket)) == Set(1...400))
    #expect(Set(views.map(\.entry.requestID)).count == 400)
    #expect(session.script { $0.entries.map(\.ticket) } == Array(1...400))
    #expect(session.misuses == [])
  }
}
