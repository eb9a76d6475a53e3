import SeededRandomness
import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// Groups that follow each other on one connection, and what they need not ask again.
@Suite struct IssueEngineFollowingTests {
  @Test func whoComesWhileTheLockIsAwaitedGoesAlong() {
    let stage = IssueStage()
    stage.session.script { script in
      script.hooks[.lock] = { [unowned stage] in
        guard stage.session.groupSizes.isEmpty else { return }
        for call in 1...5 { stage.enter(call, user: "user-\(call)") }
      }
    }
    stage.enter(0, user: "user-0")
    stage.database.serveAll()
    #expect(stage.session.groupSizes == [6])
    #expect(stage.sequences(of: 0..<6) == Array(1...6))
  }

  @Test func onlyWhoMayHoldACouponIsLookedUp() {
    let stage = IssueStage([.sample(perUserLimit: 2)])
    stage.enter(0, user: "a", key: "k")
    stage.database.serveAll()
    stage.enter(1, user: "b", key: "l")
    stage.database.serveAll()
    stage.enter(2, user: "a", key: "k")
    stage.enter(3, user: "c")
    stage.database.serveAll()
    let requests = stage.session.script { $0.lockRequests }
    #expect(requests.map { $0.users.map(\.text) } == [["a"], [], ["a"]])
    #expect(requests.map { $0.keys.map(\.text) } == [["k"], [], ["k"]])
    #expect(requests.map(\.holdersFrom) == [0, nil, nil], "nobody else issues")
    #expect(stage.answers.success(of: 2)?.alreadyIssued == true)
    #expect(stage.sequences(of: 0..<4) == [1, 2, 1, 3])
  }

  @Test func whereTheUserIsTheKeyNobodyAsksForKeys() {
    let stage = IssueStage([.sample(perUserLimit: 1)])
    stage.enter(0, user: "a", key: "k")
    stage.database.serveAll()
    stage.enter(1, user: "b", key: "k")
    stage.enter(2, user: "a", key: "l")
    stage.database.serveAll()
    let requests = stage.session.script { $0.lockRequests }
    #expect(requests.map { $0.keys.map(\.text) } == [["k"], []], "once in vain: the limit was not known yet")
    #expect(stage.session.script { $0.coupons.compactMap(\.idempotencyKey) }.isEmpty)
    #expect(stage.sequences(of: 0..<3) == [1, 2, 1])
  }

  @Test func whomAnotherServerIssuedACouponMeanwhileIsLookedUpUnderTheLock() throws {
    let stage = IssueStage([.sample(perUserLimit: 1)])
    stage.enter(0, user: "a")
    stage.database.serveAll()
    // Another server issues to b.
    let code = CouponCode(alreadyChecked: "가2나3다4라5마6")
    stage.session.script { script in
      guard var campaign = script.campaigns[.sample] else { return }
      var issuance = Issuance(of: campaign, at: script.now)
      var generator = SplitMix64(seed: 77)
      _ = issuance.decide(IssueRequest(user: UserID(alreadyChecked: "b"), key: nil), using: &generator)
      guard let change = issuance.change else { return }
      campaign = change.campaign
      script.campaigns[.sample] = campaign
      script.coupons += change.coupons
    }
    stage.enter(1, user: "b")
    stage.enter(2, user: "c")
    stage.database.serveAll()
    #expect(stage.session.steps == [.lock, .commit, .lock, .read, .read, .commit])
    let replay = try #require(stage.answers.success(of: 1))
    #expect(replay.alreadyIssued && replay.coupon.sequence == 2 && replay.coupon.code != code)
    #expect(stage.sequences(of: 0..<3) == [1, 2, 3])
    // The coupons of other servers are asked for along with the lock from now on.
    stage.enter(3, user: "d")
    stage.database.serveAll()
    #expect(stage.session.script { $0.lockRequests.last?.holdersFrom } == 3)
  }

  @Test func aCampaignWhoseCallersWaitForAConnectionGetsItsTurn() {
    let other = CampaignID(rawValue: 8)
    let stage = IssueStage([.sample(), .sample(id: other)], configuration: .init(maximumGroupSize: 2))
    for call in 0..<6 { stage.enter(call) }
    stage.enter(6, campaign: other)
    stage.database.serveNext()
    #expect(stage.session.groupSizes == [2], "the other campaign waits: one group, and to the back of the queue")
    #expect(stage.session.script { $0.nextLocks } == [nil])
    stage.database.serveNext()
    #expect(stage.answers.success(of: 6)?.coupon.sequence == 1)
    stage.database.serveNext()
    #expect(stage.session.groupSizes == [2, 1, 2, 2], "nobody else waits any more: the rest goes in one go")
    #expect(stage.database.waitingCount == 0)
  }

  @Test func whoLosesTheirCommitIsLookedUpNextTime() {
    let stage = IssueStage([.sample(perUserLimit: 1)])
    stage.enter(0, user: "a")
    stage.database.serveAll()
    stage.session.script { $0.failures[.commit] = [.outcomeUnknown] }
    stage.enter(1, user: "b")
    stage.database.serveAll()
    #expect(stage.failures(of: 1..<2) == [.outcomeUnknown])
    stage.enter(2, user: "b")
    stage.database.serveAll()
    #expect(stage.session.script { $0.lockRequests.last?.users.map(\.text) } == ["b"])
    #expect(stage.sequences(of: 2..<3) == [2])
  }

  @Test func nothingIsLockedBehindTheLastCoupon() {
    let stage = IssueStage([.sample(total: 1)], configuration: .init(maximumGroupSize: 1))
    for call in 0..<3 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.session.script { $0.nextLocks } == [nil])
    #expect(stage.failures(of: 1..<3) == [.soldOut, .soldOut])
  }

  @Test func aLockThatNobodyNeedsAnyMoreIsGivenBack() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 1))
    let late = Call()
    stage.session.script { script in
      script.hooks[.commit] = { _ = late.expire() }
    }
    stage.enter(0)
    stage.enter(1, call: late)
    stage.database.serveAll()
    #expect(stage.session.script { $0.nextLocks.map { $0 != nil } } == [true])
    #expect(stage.session.steps == [.lock, .commit, .rollback])
    #expect(stage.failures(of: 1..<2) == [.deadlineExceeded])
    #expect(stage.database.waitingCount == 0)
  }

  @Test func whoWasIssuedACouponDoesNotWaitForALockThatNobodyWants() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 2))
    let late = [Call(), Call()]
    stage.session.script { script in
      // The next lock is on its way when the time of those who wanted it is over.
      script.hooks[.commit] = { for call in late { _ = call.expire() } }
      script.hooks[.rollback] = { [unowned stage] in
        #expect(stage.sequences(of: 0..<2) == [1, 2], "answered before the wait for the lock")
      }
    }
    for call in 0..<2 { stage.enter(call) }
    for call in 2..<4 { stage.enter(call, call: late[call - 2]) }
    stage.database.serveAll()
    #expect(stage.session.steps.contains(.rollback))
    #expect(stage.answers.answeredCalls.sorted() == [0, 1, 2, 3])
  }
}
