import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

@Suite struct IssueEngineGroupingTests {
  @Test func aLoneCallGoesAtOnceAndGetsItsCoupon() throws {
    let stage = IssueStage()
    stage.enter(0, user: "u", key: "k")
    #expect(stage.database.waitingCount == 1)
    stage.database.serveAll()
    let output = try #require(stage.answers.success(of: 0))
    #expect(!output.alreadyIssued)
    #expect(output.coupon.sequence == 1)
    #expect(output.coupon.userID == UserID(alreadyChecked: "u"))
    #expect(stage.session.steps == [.lock, .commit])
    #expect(stage.session.script { $0.coupons.map(\.idempotencyKey?.text) } == ["k"])
  }

  @Test func callsThatWaitForAConnectionShareOneTransaction() {
    let stage = IssueStage()
    for call in 0..<9 { stage.enter(call) }
    #expect(stage.database.waitingCount == 1, "one connection is asked for, not one a call")
    stage.database.serveAll()
    #expect(stage.session.groupSizes == [9])
    #expect(stage.sequences(of: 0..<9) == Array(1...9))
    #expect(stage.answers.answeredCalls == Array(0..<9))
  }

  @Test func callsThatArriveWhileAGroupRunsFormTheNextOnTheSameConnection() {
    let stage = IssueStage()
    stage.session.script { script in
      script.hooks[.commit] = { [unowned stage] in
        // The hook joins others to the first group alone.
        guard stage.session.groupSizes.count == 1 else { return }
        for call in 1...5 { stage.enter(call) }
      }
    }
    stage.enter(0)
    stage.database.serveNext()
    #expect(stage.session.groupSizes == [1, 5])
    #expect(stage.sequences(of: 0..<6) == Array(1...6))
    #expect(stage.database.waitingCount == 0)
  }

  @Test func aGroupTakesNoMoreThanItsLimitAndTheOthersFollowInOrderOfArrival() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 4))
    for call in 0..<10 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.session.groupSizes == [4, 4, 2])
    #expect(stage.sequences(of: 0..<10) == Array(1...10))
    #expect(stage.answers.answeredCalls == Array(0..<10))
  }

  @Test func theNextGroupIsUnderWayBeforeTheFirstIsAnswered() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 1))
    let stepsBefore = RecordedAnswers<[ScriptedSession.Step]>()
    stage.issueCoupon.execute(.init(campaignID: .sample), call: Call()) { [unowned stage] _ in
      stepsBefore.completion(of: 0)(.success(stage.session.steps))
    }
    stage.enter(1)
    #expect(stage.session.script { $0.nextLocks.isEmpty })
    stage.database.serveNext()
    // The session sends the second lock before it waits for the first commit.
    #expect(stepsBefore.success(of: 0) == [.lock, .commit])
    #expect(stage.session.script { $0.nextLocks.map { $0 != nil } } == [true, false])
    #expect(stage.session.steps == [.lock, .commit, .lock, .commit])
  }

  @Test func campaignsHaveLanesOfTheirOwn() {
    let other = CampaignID(rawValue: 8)
    let stage = IssueStage([.sample(), .sample(id: other)])
    stage.enter(0)
    stage.enter(1, campaign: other)
    stage.enter(2)
    #expect(stage.database.waitingCount == 2)
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<3) == [1, 1, 2])
  }

  @Test func nothingIsAnsweredBeforeItsCommitReturned() {
    let stage = IssueStage([.sample(total: 2, perUserLimit: 1)])
    let answeredAtCommit = RecordedAnswers<[Int]>()
    stage.session.script { script in
      script.hooks[.commit] = { [unowned stage] in
        answeredAtCommit.completion(of: 0)(.success(stage.answers.answeredCalls))
      }
    }
    // Winners, a replay, a refusal for the missing user and one for the stock.
    for (call, user) in ["u", "v", "u", "", "w"].enumerated() { stage.enter(call, user: user) }
    stage.database.serveAll()
    #expect(answeredAtCommit.success(of: 0) == [])
    #expect(stage.answers.answeredCalls == [0, 1, 2, 3, 4])
    #expect(stage.sequences(of: 0..<5) == [1, 2, 1, nil, nil])
    #expect(stage.answers.success(of: 2)?.alreadyIssued == true)
    #expect(stage.answers.failure(of: 4) == .soldOut)
  }

  @Test func aGroupThatChangesNothingRollsBack() {
    let stage = IssueStage([.sample(remaining: 0)])
    stage.enter(0)
    stage.enter(1)
    stage.database.serveAll()
    #expect(stage.session.steps == [.lock, .rollback])
    #expect(stage.failures(of: 0..<2) == [.soldOut, .soldOut])
  }

  @Test func whoComesPastTheStockInAGroupIsRefusedAsSoldOut() {
    let stage = IssueStage([.sample(total: 3)])
    for call in 0..<5 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<5) == [1, 2, 3, nil, nil])
    #expect(stage.failures(of: 3..<5) == [.soldOut, .soldOut])
    #expect(stage.session.campaign()?.remainingCoupons == 0)
  }

  @Test func aDueCampaignIsOpenedByItsFirstCoupon() {
    let stage = IssueStage([.sample(.scheduled)])
    stage.enter(0)
    stage.database.serveAll()
    #expect(stage.session.campaign()?.state == .open)
    #expect(stage.session.campaign()?.openedTime == .start)
  }

  @Test func manyCallersAtOnceGetExactlyTheStockOnceEach() async {
    let session = ScriptedSession([.sample(total: 300, perUserLimit: 1)])
    let database = ThreadedDatabase(session)
    let issueCoupon = IssueCoupon(
      engine: IssueEngine(
        database: database, readingFrom: database, configuration: .init(maximumGroupSize: 16)))
    // 400 users call twice each, from eight tasks.
    let outputs = await withTaskGroup { group in
      for task in 0..<8 {
        group.addTask {
          var outputs: [Result<IssueCoupon.Output, UseCaseError>] = []
          for call in 0..<100 {
            let input = IssueCoupon.Input(campaignID: .sample, userID: "u\((task * 100 + call) % 400)")
            do throws(UseCaseError) {
              outputs.append(.success(try await issueCoupon.execute(input)))
            } catch {
              outputs.append(.failure(error))
            }
          }
          return outputs
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    let coupons = outputs.compactMap { try? $0.get() }
    #expect(outputs.count == 800)
    #expect(coupons.count { !$0.alreadyIssued } == 300)
    #expect(Set(coupons.map(\.coupon.sequence)) == Set(1...300))
    #expect(Set(coupons.map(\.coupon)).count == 300)
    #expect(session.campaign()?.remainingCoupons == 0)
    #expect(session.misuses == [])
  }
}
