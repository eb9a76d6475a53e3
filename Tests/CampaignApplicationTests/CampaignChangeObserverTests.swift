import SeededRandomness
import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// An observer is told of each change that was committed, once, and of nothing else.
@Suite struct CampaignChangeObserverTests {
  private let changes = RecordedChanges()

  private static func input(start: Moment) -> CreateCampaign.Input {
    CreateCampaign.Input(name: "선착순", totalCoupons: 10, start: start, idempotencyKey: "k", actor: "kim")
  }

  private func create(_ start: Moment, in session: ScriptedSession) async throws(UseCaseError) {
    _ = try await CreateCampaign(database: ScriptedDatabase(session, servesAtOnce: true), observer: changes)
      .execute(Self.input(start: start))
  }

  @Test func aCreationIsToldOfAndItsRepeatIsNot() async throws {
    let session = ScriptedSession([])
    for _ in 1...2 { try await create(.after(.seconds(10)), in: session) }
    #expect(changes.all == ["101 created by kim"])
  }

  @Test func aCreationThatOpensIsToldOfAsBoth() async throws {
    try await create(.at(.start.moved(by: -5)), in: ScriptedSession([]))
    #expect(changes.all == ["101 created by kim", "101 SCHEDULED->OPEN by create 5 us late"])
  }

  @Test func aCreationThatWasNotCommittedIsNotToldOf() async {
    let session = ScriptedSession([])
    session.script { $0.failures[.commitCreation] = [.outcomeUnknown] }
    await #expect(throws: UseCaseError.outcomeUnknown) { try await create(.now, in: session) }
    #expect(changes.all.isEmpty)
  }

  @Test func eachStepIsToldOfAndItsRepeatIsNot() async throws {
    let database = ScriptedDatabase(ScriptedSession([.sample(.scheduled)]), servesAtOnce: true)
    let pause = ChangeCampaignState(.pause, database: database, observer: changes)
    let resume = ChangeCampaignState(.resume, database: database, observer: changes)
    let close = ChangeCampaignState(.close, database: database, observer: changes)
    for _ in 1...2 { _ = try await pause.execute(.init(campaignID: .sample, actor: "a")) }
    for _ in 1...2 { _ = try await resume.execute(.init(campaignID: .sample, actor: "b")) }
    for _ in 1...2 { _ = try await close.execute(.init(campaignID: .sample, actor: "c")) }
    await #expect(throws: UseCaseError.campaignClosed) {
      try await pause.execute(.init(campaignID: .sample, actor: "d"))
    }
    #expect(
      changes.all == [
        "7 SCHEDULED->OPEN by a 0 us late", "7 OPEN->PAUSED by a", "7 PAUSED->OPEN by b", "7 OPEN->CLOSED by c",
      ])
  }

  @Test func aStepThatWasNotCommittedIsNotToldOf() async {
    let session = ScriptedSession([.sample()])
    session.script { $0.failures[.commit] = [.unavailable(retryAfter: .seconds(1)), .outcomeUnknown] }
    let pause = ChangeCampaignState(.pause, database: ScriptedDatabase(session, servesAtOnce: true), observer: changes)
    for _ in 1...2 {
      await #expect(throws: UseCaseError.self) { try await pause.execute(.init(campaignID: .sample, actor: "a")) }
    }
    #expect(changes.all.isEmpty)
  }

  @Test func theSchedulersJobsTellOfEachCampaignOnce() async throws {
    let ids = (1...3).map { CampaignID(rawValue: $0) }
    let session = ScriptedSession(ids.map { .sample(.scheduled, id: $0) })
    session.script {
      $0.now = .start.moved(by: 40)
      $0.failures[.commit] = [nil, .fault("injected")]
    }
    let database = ScriptedDatabase(session, servesAtOnce: true)
    let open = CampaignEventJob(.start, database: database, observer: changes)
    _ = try await open.runOnce(waitingUntil: nil)
    #expect(changes.all == [1, 3].map { "\($0) SCHEDULED->OPEN by scheduler 40 us late" })
    // A scheduler leaves what it could not change alone for a moment; others know nothing of that.
    for _ in 1...2 {
      _ = try await CampaignEventJob(.start, database: database, observer: changes).runOnce(waitingUntil: nil)
    }
    session.script { $0.now = .end.moved(by: 7) }
    for _ in 1...2 {
      _ = try await CampaignEventJob(.end, database: database, observer: changes).runOnce(waitingUntil: nil)
    }
    #expect(changes.all.dropFirst(2).first == "2 SCHEDULED->OPEN by scheduler 40 us late")
    #expect(Set(changes.all.dropFirst(3)) == Set((1...3).map { "\($0) OPEN->CLOSED by scheduler 7 us late" }))
    #expect(changes.all.count == 6)
  }

  @Test func aGroupThatOpensTellsOfItOnceBehindItsAnswers() {
    let session = ScriptedSession([.sample(.scheduled)])
    session.script { $0.now = .start.moved(by: 12) }
    let database = ScriptedDatabase(session)
    let issueCoupon = IssueCoupon(
      engine: IssueEngine(
        database: database, readingFrom: database, observer: changes, makeGenerator: { SplitMix64(seed: 3) }))
    let heard = RecordedAnswers<Int>()
    for call in 0..<3 {
      issueCoupon.execute(.init(campaignID: .sample), call: Call()) { _ in
        heard.completion(of: call)(.success(changes.all.count))
      }
    }
    database.serveAll()
    #expect((0..<3).map { heard.success(of: $0) } == [0, 0, 0], "who waits for an answer waits for no log")
    #expect(changes.all == ["7 SCHEDULED->OPEN by issue 12 us late"])
    issueCoupon.execute(.init(campaignID: .sample), call: Call()) { _ in }
    database.serveAll()
    #expect(changes.all.count == 1)
  }

  @Test func aGroupThatWasNotCommittedTellsOfNothing() {
    let session = ScriptedSession([.sample(.scheduled)])
    session.script { $0.failures[.commit] = [.codeClash, .outcomeUnknown] }
    let database = ScriptedDatabase(session)
    let issueCoupon = IssueCoupon(
      engine: IssueEngine(
        database: database, readingFrom: database, observer: changes, makeGenerator: { SplitMix64(seed: 4) }))
    issueCoupon.execute(.init(campaignID: .sample), call: Call()) { _ in }
    database.serveAll()
    #expect(changes.all.isEmpty)
  }
}
