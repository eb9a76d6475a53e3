import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// PauseCampaign, ResumeCampaign and CloseCampaign.
@Suite struct CampaignActionsTests {
  enum Action: CaseIterable {
    case pause, resume, close

    func run(
      in database: ScriptedDatabase, call: Call = Call(), id: CampaignID = .sample
    ) async throws(UseCaseError) -> Campaign {
      switch self {
      case .pause:
        try await ChangeCampaignState(.pause, database: database).execute(
          .init(campaignID: id, actor: "admin"), call: call
        )
      case .resume:
        try await ChangeCampaignState(.resume, database: database).execute(
          .init(campaignID: id, actor: "admin"), call: call
        )
      case .close:
        try await ChangeCampaignState(.close, database: database).execute(
          .init(campaignID: id, actor: "admin"), call: call
        )
      }
    }

    /// A state in which it changes something, and the one it leads to.
    var step: (from: CampaignState, to: CampaignState) {
      switch self {
      case .pause: (.open, .paused)
      case .resume: (.paused, .open)
      case .close: (.open, .closed)
      }
    }
  }

  @Test(arguments: Action.allCases) func aChangeIsSavedAndReturned(_ action: Action) async throws {
    let session = ScriptedSession([.sample(action.step.from)])
    let campaign = try await action.run(in: ScriptedDatabase(session, servesAtOnce: true))
    #expect(campaign.state == action.step.to)
    #expect(session.campaign() == campaign)
    #expect(session.steps == [.lock, .commit])
  }

  @Test(arguments: Action.allCases) func aRepeatSucceedsAndSavesNothing(_ action: Action) async throws {
    let session = ScriptedSession([.sample(action.step.to)])
    let campaign = try await action.run(in: ScriptedDatabase(session, servesAtOnce: true))
    #expect(campaign.state == action.step.to)
    #expect(session.steps == [.lock, .rollback])
  }

  @Test(arguments: Action.allCases) func aCampaignThatIsNotThereIsNotFound(_ action: Action) async {
    let session = ScriptedSession([])
    await #expect(throws: UseCaseError.campaignNotFound(.sample)) {
      try await action.run(in: ScriptedDatabase(session, servesAtOnce: true))
    }
    #expect(session.steps == [.lock, .rollback])
  }

  @Test(arguments: [Action.pause, .resume]) func refusalsEndTheTransaction(_ action: Action) async {
    let early = ScriptedSession([.sample(.scheduled, startTime: .start.moved(by: 9))])
    await #expect(
      throws: UseCaseError.campaignNotStarted(startTime: .start.moved(by: 9), timeLeft: .microseconds(9))
    ) { try await action.run(in: ScriptedDatabase(early, servesAtOnce: true)) }
    #expect(early.steps == [.lock, .rollback])
    let closed = ScriptedSession([.sample(.closed)])
    await #expect(throws: UseCaseError.campaignClosed) {
      try await action.run(in: ScriptedDatabase(closed, servesAtOnce: true))
    }
  }

  @Test(arguments: Action.allCases) func aCallWhoseTimeIsOverChangesNothing(_ action: Action) async {
    let session = ScriptedSession([.sample(action.step.from)])
    let database = ScriptedDatabase(session, servesAtOnce: true)
    await #expect(throws: UseCaseError.deadlineExceeded) {
      try await action.run(in: database, call: Call(deadline: .now - .seconds(1)))
    }
    #expect(session.steps == [])
    let expiring = Call()
    session.script { $0.hooks[.lock] = { _ = expiring.expire() } }
    await #expect(throws: UseCaseError.deadlineExceeded) { try await action.run(in: database, call: expiring) }
    #expect(session.steps == [.lock, .rollback])
    #expect(session.campaign()?.state == action.step.from)
  }

  @Test(arguments: Action.allCases) func theDatabasesFailuresAreMapped(_ action: Action) async {
    let session = ScriptedSession([.sample(action.step.from)])
    session.script {
      $0.failures[.lock] = [.busy(retryAfter: .seconds(1)), nil]
      $0.failures[.commit] = [.outcomeUnknown]
    }
    let database = ScriptedDatabase(session, servesAtOnce: true)
    await #expect(throws: UseCaseError.overloaded(retryAfter: .seconds(1))) { try await action.run(in: database) }
    await #expect(throws: UseCaseError.outcomeUnknown) { try await action.run(in: database) }
  }
}
