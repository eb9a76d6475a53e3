import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Use cases that tell of what they read do so behind a marker.
@Suite(.timeLimit(.minutes(1))) struct HeldReadingTests {
  private static let notDurable = UseCaseError.databaseUnavailable(retryAfter: .milliseconds(500))

  private let gate = ScriptedGate()
  private let session: ScriptedSession
  private var database: ScriptedDatabase { ScriptedDatabase(session, servesAtOnce: true) }

  init() {
    session = ScriptedSession([.sample(perUserLimit: 1)], gate: gate)
    session.script { script in
      script.queues[.sample] = SampleRequests.queue(served: 0)
      script.entries = [SampleRequests.entry(1, ticket: 1)]
      script.couponRequests.queues = script.queues
      script.couponRequests.entries = script.entries
    }
  }

  /// Executes it three times: a marker comes back to the first, the second is answered by the rows that it covered
  /// where `isCovered`, and the others lose their gate.
  private func expectHeld<Case: UseCase>(_ useCase: Case, _ input: Case.Input, isCovered: Bool = false) {
    let answers = RecordedAnswers<Case.Output>()
    useCase.execute(input, call: Call(), completion: answers.completion(of: 0))
    #expect(answers.answeredCalls.isEmpty && gate.sendMarker())
    useCase.execute(input, call: Call(), completion: answers.completion(of: 1))
    gate.returnMarker()
    #expect(answers.success(of: 0) != nil && answers.answeredCalls == [0], "the second came behind the marker")
    #expect(gate.sendMarker() && gate.returnMarker())
    #expect(answers.success(of: 1) != nil)
    useCase.execute(input, call: Call(), completion: answers.completion(of: 2))
    #expect((answers.success(of: 2) != nil) == isCovered && gate.sendMarker() == !isCovered)
    gate.loseConnection()
    #expect(answers.failure(of: 2) == nil, "it is read once more")
    useCase.execute(input, call: Call(), completion: answers.completion(of: 3))
    gate.loseConnection()
    #expect(answers.failure(of: 2) == (isCovered ? nil : Self.notDurable), "and once only")
    #expect(answers.answeredCalls.count == 3)
    gate.loseConnection()
    #expect(answers.failure(of: 3) == Self.notDurable && answers.answeredCalls.count == 4)
  }

  @Test func pagesOfACampaign() {
    expectHeld(GetCampaign(database: database), .init(campaignID: .sample), isCovered: true)
  }

  @Test func listings() { expectHeld(ListCampaigns(database: database), .init()) }

  @Test func placesInLine() {
    expectHeld(GetQueueStatus(database: database), .init(campaignID: .sample, userID: "user-1"))
    expectHeld(GetQueueStatus(database: database), .init(campaignID: .sample, userID: "nobody"))
  }

  @Test func lines() { expectHeld(GetQueueInfo(database: database), .init(campaignID: .sample)) }

  @Test func couponRequests() {
    expectHeld(GetCouponRequest(database: database), .init(requestID: SampleRequests.id(1).description))
  }

  @Test func deadLetters() { expectHeld(ListDeadLetters(database: database), .init(campaignID: nil)) }

  @Test func aRepeatedPause() {
    session.script { $0.campaigns[.sample] = .sample(.paused, perUserLimit: 1) }
    let pause = ChangeCampaignState(.pause, database: database)
    expectHeld(pause, .init(campaignID: .sample, actor: "admin"), isCovered: true)
  }

  @Test func aPauseIsDurableWhenItIsAnsweredAndItsRepeatToo() {
    let pause = ChangeCampaignState(.pause, database: database)
    let answers = RecordedAnswers<Campaign>()
    for call in 0..<2 {
      pause.execute(.init(campaignID: .sample, actor: "admin"), call: Call(), completion: answers.completion(of: call))
    }
    #expect(session.script { $0.releases } == [.whenDurable] && answers.answeredCalls == [0, 1])
  }

  @Test func aRefusedTransitionIsHeldToo() {
    session.script { $0.campaigns[.sample] = .sample(.closed, perUserLimit: 1) }
    let answers = RecordedAnswers<Campaign>()
    ChangeCampaignState(.pause, database: database).execute(
      .init(campaignID: .sample, actor: "admin"), call: Call(), completion: answers.completion(of: 0))
    #expect(answers.answeredCalls.isEmpty && gate.sendMarker() && gate.returnMarker())
    #expect(answers.failure(of: 0) == .campaignClosed)
  }

  @Test func aRepeatedCreationAndAReusedKey() {
    let create = CreateCampaign(database: database)
    let input = CreateCampaign.Input(name: "선착순", totalCoupons: 10, start: .after(.seconds(10)), idempotencyKey: "k")
    let answers = RecordedAnswers<CreateCampaign.Output>()
    create.execute(input, call: Call(), completion: answers.completion(of: 0))
    #expect(answers.success(of: 0)?.alreadyCreated == false, "a creation is durable when it is answered")
    create.execute(input, call: Call(), completion: answers.completion(of: 1))
    #expect(answers.success(of: 1)?.alreadyCreated == true && !gate.sendMarker(), "it covered its row")
    gate.loseConnection()
    expectHeld(create, input, isCovered: true)
    var other = input
    other.totalCoupons = 11
    create.execute(other, call: Call(), completion: answers.completion(of: 2))
    #expect(answers.answeredCalls == [0, 1] && gate.sendMarker() && gate.returnMarker())
    #expect(answers.failure(of: 2) == .idempotencyKeyReused)
  }

  @Test func whatIsAbsentNeedsNoMarker() {
    let answers = RecordedAnswers<GetCampaign.Output>()
    GetCampaign(database: database).execute(
      .init(campaignID: CampaignID(rawValue: 404)), call: Call(), completion: answers.completion(of: 0))
    #expect(answers.failure(of: 0) == .campaignNotFound(CampaignID(rawValue: 404)))
  }

  @Test func withoutAConnectionOfTheGateReadersSeeToItThemselves() {
    gate.disconnect()
    let answers = RecordedAnswers<GetCampaign.Output>()
    GetCampaign(database: database).execute(
      .init(campaignID: .sample), call: Call(), completion: answers.completion(of: 0))
    #expect(answers.success(of: 0) != nil)
  }

  @Test(arguments: [true, false]) func theEndOfACouponRequestThatIsWaitedFor(isDurable: Bool) async throws {
    session.script { script in
      script.couponRequests.entries = [SampleRequests.entry(1, ticket: 1, .completed(SampleRequests.coupon(1)))]
    }
    let wait = WaitCouponRequest(database: database)
    async let answer: Result<QueueEntryView, UseCaseError> = withCheckedContinuation { continuation in
      wait.execute(.init(requestID: SampleRequests.id(1).description), call: Call()) {
        continuation.resume(returning: $0)
      }
    }
    while !gate.sendMarker() { await Task.yield() }
    if !isDurable {
      // It is read once more, and told behind a marker of the next connection.
      gate.loseConnection()
      while !gate.sendMarker() { await Task.yield() }
    }
    gate.returnMarker()
    let result = await answer
    #expect(try result.get().status == .completed(SampleRequests.coupon(1)))
  }
}
