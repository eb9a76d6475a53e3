import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// Work whose session is over before anything was saved is asked of another session, once.
@Suite struct RepeatTests {
  private let lost = RepositoryError.unavailable(retryAfter: .milliseconds(500))

  private func stage(
    _ campaigns: [Campaign] = [.sample()], configuration: IssueEngine.Configuration = .init(),
    failing step: ScriptedSession.Step, with failures: [RepositoryError?]
  ) -> IssueStage {
    let stage = IssueStage(campaigns, configuration: configuration)
    stage.session.script { script in
      script.endsWhenUnavailable = true
      script.failures[step] = failures
    }
    return stage
  }

  @Test(arguments: [ScriptedSession.Step.lock, .commit])
  func aGroupWhoseSessionIsOverKeepsItsPlaceAndNobodyHearsOfIt(step: ScriptedSession.Step) {
    let stage = stage(configuration: .init(maximumGroupSize: 3), failing: step, with: [lost])
    for call in 0..<5 { stage.enter(call) }
    stage.database.serveNext()
    #expect(stage.answers.answeredCalls == [])
    stage.enter(5)
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<6) == [1, 2, 3, 4, 5, 6], "those who came first are first")
    #expect(stage.session.misuses == [])
  }

  @Test func aGroupIsRepeatedOnceAndThoseWhoJoinedItHaveTheirRepeatYet() {
    let stage = stage(configuration: .init(maximumGroupSize: 3), failing: .lock, with: [lost, lost, nil])
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveNext()
    stage.enter(2)
    stage.database.serveNext()
    #expect(stage.failures(of: 0..<2).allSatisfy { $0 == .databaseUnavailable(retryAfter: .milliseconds(500)) })
    #expect(stage.answers.answeredCalls == [0, 1])
    stage.database.serveAll()
    #expect(stage.sequences(of: 2..<3) == [1])
  }

  @Test func whoWasDecidedBeforeTheSessionWasLostIsDecidedAgainAndWhoIsLateIsNot() {
    let stage = stage(failing: .commit, with: [lost])
    let (decided, late) = (Call(), Call())
    let expiries = RecordedAnswers<Bool>()
    stage.session.script { script in
      script.hooks[.commit] = {
        expiries.completion(of: 0)(.success(decided.expire()))
      }
    }
    stage.enter(0, call: decided)
    stage.database.serveNext()
    #expect(expiries.success(of: 0) == false, "what is decided is finished")
    stage.enter(1, call: late)
    _ = late.expire()
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<1) == [1])
    #expect(stage.failures(of: 1..<2) == [.deadlineExceeded])
  }

  @Test func withoutAnotherSessionTheRepeatFails() {
    let stage = stage(failing: .lock, with: [lost])
    stage.enter(0)
    stage.database.serveNext()
    stage.database.serveNext(failingWith: .unavailable(retryAfter: .seconds(3)))
    #expect(stage.failures(of: 0..<1) == [.databaseUnavailable(retryAfter: .seconds(3))])
    #expect(stage.database.waitingCount == 0)
  }

  @Test func aLostAnswerToACommitIsNeverRepeated() {
    let stage = stage(failing: .commit, with: [.outcomeUnknown])
    stage.enter(0)
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<1) == [.outcomeUnknown])
    #expect(stage.session.groupSizes == [1])
  }

  @Test func aSessionThatStandsThoughTheDatabaseRefusesIsNoReasonToRepeat() {
    let stage = IssueStage()
    stage.session.script { $0.failures[.lock] = [lost] }
    stage.enter(0)
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<1) == [.databaseUnavailable(retryAfter: .milliseconds(500))])
  }

  @Test(arguments: [1, 2]) func everyOtherCallIsRepeatedOnce(failures: Int) async {
    let session = ScriptedSession([.sample()])
    let database = ScriptedDatabase(session, servesAtOnce: true)
    func expect(_ step: ScriptedSession.Step, _ body: () async throws(UseCaseError) -> Void) async {
      session.script { script in
        script.endsWhenUnavailable = true
        script.failures[step] = Array(repeating: lost, count: failures)
      }
      var failure: UseCaseError?
      do throws(UseCaseError) { try await body() } catch { failure = error }
      #expect(failure == (failures == 1 ? nil : .databaseUnavailable(retryAfter: .milliseconds(500))), "\(step)")
    }
    await expect(.page) { () throws(UseCaseError) in
      _ = try await GetCampaign(database: database).execute(.init(campaignID: .sample))
    }
    await expect(.campaigns) { () throws(UseCaseError) in
      _ = try await ListCampaigns(database: database).execute(.init())
    }
    await expect(.lock) { () throws(UseCaseError) in
      _ = try await ChangeCampaignState(.pause, database: database).execute(.init(campaignID: .sample, actor: "t"))
    }
    await expect(.commit) { () throws(UseCaseError) in
      _ = try await ChangeCampaignState(.resume, database: database).execute(.init(campaignID: .sample, actor: "t"))
      _ = try await ChangeCampaignState(.close, database: database).execute(.init(campaignID: .sample, actor: "t"))
    }
    await expect(.commitCreation) { () throws(UseCaseError) in
      _ = try await CreateCampaign(database: database).execute(.init(name: "n", totalCoupons: 1))
    }
    await expect(.agenda) { () throws(UseCaseError) in
      _ = try await CampaignEventJob(.start, database: database).runOnce(waitingUntil: nil)
    }
    #expect(session.misuses == [])
  }
}
