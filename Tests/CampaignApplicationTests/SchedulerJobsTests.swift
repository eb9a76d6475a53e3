import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// The campaigns that a job opens and closes, and its report of them.
@Suite struct SchedulerJobsTests {
  private static let ids = (1...4).map { CampaignID(rawValue: $0) }

  private static func open(_ session: ScriptedSession, limit: Int = 100) async throws(UseCaseError)
    -> JobReport
  {
    try await CampaignEventJob(.start, database: ScriptedDatabase(session, servesAtOnce: true), limit: limit).runOnce(
      waitingUntil: nil)
  }

  private static func close(_ session: ScriptedSession) async throws(UseCaseError) -> JobReport {
    try await CampaignEventJob(.end, database: ScriptedDatabase(session, servesAtOnce: true)).runOnce(waitingUntil: nil)
  }

  @Test func whatIsDueIsOpenedOnceAndReportedWithItsLateness() async throws {
    let session = ScriptedSession([
      .sample(.scheduled, id: Self.ids[0]), .sample(.scheduled, id: Self.ids[1], startTime: .start.moved(by: 30)),
      .sample(.scheduled, id: Self.ids[2], startTime: .start.moved(by: 41)), .sample(.open, id: Self.ids[3]),
    ])
    session.script {
      $0.now = .start.moved(by: 40)
      $0.untilNext = .microseconds(1)
    }
    let report = try await Self.open(session)
    #expect(report.changed.map(\.campaignID) == [Self.ids[0], Self.ids[1]])
    #expect(report.changed.map(\.lateness) == [.microseconds(40), .microseconds(10)])
    #expect(report.failures.isEmpty)
    #expect(report.nextEvent != nil)
    #expect(!report.isCutShort)
    #expect(session.campaign(Self.ids[0])?.openedTime == .start.moved(by: 40))
    #expect(session.campaign(Self.ids[2])?.state == .scheduled)
    let second = try await Self.open(session)
    #expect(second.changed.isEmpty)
  }

  @Test func oneCampaignsFailureIsReportedAndTheOthersGoOn() async throws {
    let session = ScriptedSession(Self.ids.map { .sample(.scheduled, id: $0) })
    session.script {
      $0.failures[.lock] = [nil, .busy(retryAfter: .seconds(1))]
      $0.failures[.commit] = [nil, .fault("injected")]
    }
    let report = try await Self.open(session)
    #expect(report.changed.map(\.campaignID) == [Self.ids[0], Self.ids[3]])
    #expect(report.failures.map(\.campaignID) == [Self.ids[1], Self.ids[2]])
    #expect(report.failures.map(\.error) == [.overloaded(retryAfter: .seconds(1)), .internalFault("injected")])
    let next = try await Self.open(session)
    #expect(next.changed.map(\.campaignID) == [Self.ids[1], Self.ids[2]], "the next run takes them")
    #expect(session.misuses == [])
  }

  @Test func whatAnotherOpenedMeanwhileIsNeitherChangedNorAFailure() async throws {
    let session = ScriptedSession([.sample(.scheduled, id: Self.ids[0]), .sample(.scheduled, id: Self.ids[1])])
    session.script { script in
      script.hooks[.lock] = { [unowned session] in
        session.script { $0.campaigns[Self.ids[0]] = .sample(.open, id: Self.ids[0]) }
      }
    }
    let report = try await Self.open(session)
    #expect(report.changed.map(\.campaignID) == [Self.ids[1]])
    #expect(report.failures.isEmpty)
    #expect(session.steps == [.agenda, .lock, .rollback, .lock, .commit])
  }

  @Test func aRunIsBoundedAndSaysSo() async throws {
    let session = ScriptedSession(Self.ids.map { .sample(.scheduled, id: $0) })
    let first = try await Self.open(session, limit: 3)
    #expect(first.changed.count == 3)
    #expect(first.isCutShort)
    let second = try await Self.open(session, limit: 3)
    #expect(second.changed.count == 1)
    #expect(!second.isCutShort)
  }

  @Test func aRunInWhichEverythingFailedIsNotRepeatedAtOnce() async throws {
    let session = ScriptedSession(Self.ids.map { .sample(.scheduled, id: $0) })
    session.script { $0.failures[.commit] = Array(repeating: .fault("injected"), count: 5) }
    let allFailed = try await Self.open(session, limit: 3)
    #expect(allFailed.failures.count == 3)
    #expect(!allFailed.isCutShort, "it would spin")
    let someFailed = try await Self.open(session, limit: 3)
    #expect(someFailed.failures.count == 2)
    #expect(someFailed.isCutShort)
  }

  @Test func aDatabaseThatIsAwayEndsTheRun() async {
    let session = ScriptedSession(Self.ids.map { .sample(.scheduled, id: $0) })
    session.script { $0.failures[.lock] = [.unavailable(retryAfter: .seconds(1))] }
    await #expect(throws: UseCaseError.databaseUnavailable(retryAfter: .seconds(1))) { try await Self.open(session) }
    #expect(!session.steps.contains(.commit))
  }

  @Test func whatHasEndedIsClosedWhateverItsState() async throws {
    let session = ScriptedSession([
      .sample(.open, id: Self.ids[0]), .sample(.paused, id: Self.ids[1]), .sample(.scheduled, id: Self.ids[2]),
      .sample(.open, id: Self.ids[3], endTime: nil),
    ])
    session.script { $0.now = .end.moved(by: 7) }
    let report = try await Self.close(session)
    #expect(report.changed.map(\.campaignID) == Array(Self.ids.prefix(3)))
    #expect(report.changed.allSatisfy { $0.lateness == .microseconds(7) })
    #expect(Self.ids.map { session.campaign($0)?.state } == [.closed, .closed, .closed, .open])
    #expect(try await Self.close(session).changed.isEmpty)
  }
}
