import SeededRandomness
import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// Transactions of several campaigns, in each of which few wait.
@Suite struct SharedIssueGroupTests {
  private static let ids = (1...3).map { CampaignID(rawValue: $0) }

  /// An engine that has issued a coupon of each campaign, so that it knows all their holders.
  private static func stage(
    total: Int64 = 1_000, configuration: IssueEngine.Configuration = .init()
  ) -> IssueStage {
    let stage = IssueStage(
      ids.map { .sample(id: $0, total: total, perUserLimit: 1) }, configuration: configuration)
    for (call, id) in ids.enumerated() { stage.enter(call, campaign: id, user: "first") }
    stage.database.serveAll()
    stage.session.script { $0.steps = [] }
    return stage
  }

  @Test func campaignsWithFewCallersShareATransactionAndEachDecidesByItself() {
    let stage = Self.stage(total: 2)
    let calls = [(3, 2, "a"), (4, 0, "b"), (5, 0, "c"), (6, 0, "first"), (7, 1, "d"), (8, 2, "a")]
    for (call, campaign, user) in calls { stage.enter(call, campaign: Self.ids[campaign], user: user) }
    #expect(stage.database.waitingCount == 1)
    stage.database.serveAll()
    #expect(stage.session.steps == [.lockFree, .commitSeveral])
    let queries = stage.session.script { $0.sharedQueries }
    #expect(queries.map { $0.map(\.campaignID) } == [Self.ids])
    #expect(queries.first?.map { $0.users.map(\.text) } == [["first"], [], []], "whoever may hold one is looked up")
    #expect(stage.sequences(of: 3..<9) == [2, 2, nil, 1, 2, 2])
    #expect(stage.answers.failure(of: 5) == .soldOut)
    #expect([6, 8].allSatisfy { stage.answers.success(of: $0)?.alreadyIssued == true })
    #expect(stage.session.script { $0.nextLocks.allSatisfy { $0 == nil } } && stage.session.misuses.isEmpty)
    #expect(Self.ids.allSatisfy { stage.session.campaign($0)?.remainingCoupons == 0 })
  }

  @Test func aCampaignWhoseRowIsHeldWaitsForItByItselfAndTheOthersDoNot() {
    let stage = Self.stage()
    stage.session.script { $0.heldRows = [Self.ids[1]] }
    for call in 3..<6 { stage.enter(call, campaign: Self.ids[call - 3], user: "a") }
    stage.database.serveNext()
    #expect(stage.sequences(of: 3..<6) == [2, nil, 2])
    #expect(stage.failures(of: 3..<6) == [nil, nil, nil] && stage.database.waitingCount == 1)
    stage.session.script { $0.heldRows = [] }
    stage.database.serveAll()
    #expect(stage.sequences(of: 4..<5) == [2])
    #expect(stage.session.script { $0.lockRequests.last?.lockTimeout } == nil)
    #expect(stage.session.misuses.isEmpty)
  }

  @Test(arguments: [
    RepositoryError.codeClash, .busy(retryAfter: .seconds(1)), .fault("injected"), .sequenceTaken(remedy: ""),
    .holderClash(remedy: "coupons_campaign_user_slot"), .transitionIDTaken,
  ])
  func whatFailsBeforeTheCommitHasEachCampaignGoByItself(failure: RepositoryError) {
    let stage = Self.stage()
    stage.session.script { $0.failures[.commitSeveral] = [failure] }
    for call in 3..<6 { stage.enter(call, campaign: Self.ids[call - 3], user: "a") }
    stage.database.serveAll()
    #expect(stage.sequences(of: 3..<6) == [2, 2, 2])
    #expect(stage.session.steps.count { $0 == .commit } == 3 && stage.session.misuses.isEmpty)
  }

  @Test func aFaultOfOneCampaignIsItsOwnAndItSharesNoMore() {
    let stage = Self.stage()
    stage.session.script { $0.faults = [Self.ids[0]: "injected"] }
    for round in 0..<2 {
      for call in 0..<3 { stage.enter(3 + 3 * round + call, campaign: Self.ids[call], user: "round-\(round)") }
      stage.database.serveAll()
    }
    #expect(stage.sequences(of: 3..<9) == [nil, 2, 2, nil, 3, 3])
    #expect(stage.session.steps.count { $0 == .commitSeveral } == 1, "the second time it does not hold up the others")
  }

  @Test func aLostAnswerToTheCommitIsUnknownToAllAndNeverRepeated() {
    let stage = Self.stage()
    stage.session.script { script in
      script.heldRows = [Self.ids[2]]
      script.failures[.commitSeveral] = [.outcomeUnknown]
    }
    for call in 3..<6 { stage.enter(call, campaign: Self.ids[call - 3], user: "a") }
    stage.database.serveNext()
    #expect(stage.failures(of: 3..<6) == [.outcomeUnknown, .outcomeUnknown, nil], "of the third nothing was sent")
    stage.session.script { $0.heldRows = [] }
    stage.database.serveAll()
    #expect(stage.sequences(of: 5..<6) == [2])
    stage.enter(6, campaign: Self.ids[0], user: "a")
    stage.database.serveAll()
    #expect(stage.session.script { $0.lockRequests.last?.users.map(\.text) } == ["a"], "nothing is known any more")
  }

  @Test func aSessionThatIsOverIsReplacedOnceAndNobodyHearsOfIt() {
    let stage = Self.stage()
    stage.session.script { script in
      script.endsWhenUnavailable = true
      script.failures[.lockFree] = [.unavailable(retryAfter: .seconds(1))]
    }
    for call in 3..<6 { stage.enter(call, campaign: Self.ids[call - 3], user: "a") }
    stage.database.serveNext()
    #expect(stage.answers.answeredCalls.count == 3 && stage.database.waitingCount == 1)
    stage.database.serveAll()
    #expect(stage.sequences(of: 3..<6) == [2, 2, 2])
  }

  @Test func noTransactionHasMoreCallsThanAGroupMayHave() {
    let stage = Self.stage(configuration: .init(maximumGroupSize: 4))
    for call in 3..<9 { stage.enter(call, campaign: Self.ids[(call - 3) % 3], user: "user-\(call)") }
    stage.database.serveAll()
    #expect(stage.session.script { $0.triedCoupons.map(\.count).dropFirst(3) } == [4, 2])
    #expect(stage.sequences(of: 3..<9) == [2, 2, 2, 3, 3, 3])
  }

  @Test func aCampaignThatIsDueOpensInItOnceAndIsToldOf() {
    let changes = RecordedChanges()
    let session = ScriptedSession(Self.ids.map { .sample(.scheduled, id: $0, startTime: .start.moved(by: 10)) })
    let database = ScriptedDatabase(session)
    let engine = IssueEngine(
      database: database, readingFrom: database, observer: changes, makeGenerator: { SplitMix64(seed: 3) })
    let issueCoupon = IssueCoupon(engine: engine)
    for id in Self.ids { engine.learn(existing: id) }
    func issue() {
      for id in Self.ids { issueCoupon.execute(.init(campaignID: id), call: Call()) { _ in } }
      database.serveAll()
    }
    issue()
    session.script { $0.now = .start.moved(by: 12) }
    issue()
    issue()
    #expect(session.steps.contains(.commitSeveral) && changes.all.count == 3)
    #expect(Set(changes.all) == Set((1...3).map { "\($0) SCHEDULED->OPEN by issue 2 us late" }))
  }

  @Test func whatOtherServersIssuedMeanwhileIsReadForAllAtOnce() {
    let stage = Self.stage()
    stage.session.script { script in
      for id in Self.ids {
        guard let campaign = script.campaigns[id] else { continue }
        var issuance = Issuance(of: campaign, at: script.now, holdings: CouponHoldings())
        var generator = SplitMix64(seed: UInt64(id.rawValue))
        _ = issuance.decide(IssueRequest(user: UserID(alreadyChecked: "theirs"), key: nil), using: &generator)
        guard let change = issuance.change else { continue }
        script.coupons += change.coupons
        _ = script.save(change)
      }
    }
    for call in 3..<6 { stage.enter(call, campaign: Self.ids[call - 3], user: call == 4 ? "theirs" : "a") }
    stage.database.serveAll()
    #expect(stage.session.steps == [.lockFree, .read, .read, .commitSeveral])
    #expect(stage.sequences(of: 3..<6) == [3, 2, 3] && stage.answers.success(of: 4)?.alreadyIssued == true)
    for call in 6..<9 { stage.enter(call, campaign: Self.ids[call - 6], user: "b") }
    stage.database.serveAll()
    #expect(
      stage.session.script { $0.sharedQueries.last?.allSatisfy { $0.holdersFrom != nil } } == true,
      "from now on it is asked for along with the lock")
  }
}
