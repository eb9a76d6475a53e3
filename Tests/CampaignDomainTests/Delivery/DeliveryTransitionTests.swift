import SeededRandomness
import Testing

@testable import CampaignDomain

/// The life of one delivery.
@Suite struct DeliveryTransitionTests {
  private static let rules = DeliveryRules()
  private static let leaseEnd = Timestamp.start.moved(by: 15_000_000)

  private static func conclude(
    _ delivery: Delivery, _ outcome: DeliveryOutcome, at now: Timestamp = .start
  ) -> Delivery.Conclusion {
    var generator = SplitMix64(seed: 1)
    return delivery.concluded(outcome, at: now, by: rules, using: &generator)
  }

  private static func kept(_ delivery: Delivery, _ outcome: DeliveryOutcome) throws -> Delivery {
    guard case .kept(let kept) = conclude(delivery, outcome) else { throw NotKept() }
    return kept
  }

  private struct NotKept: Error {}

  // MARK: - Claims

  @Test func aTryIsCountedBeforeItIsSent() {
    var delivery = Delivery.sample(token: 4)
    #expect(delivery.claim(at: .start, by: Self.rules) == .post)
    #expect(delivery.attempts == 1 && delivery.token == 5 && !delivery.mayHaveArrived)
    #expect(delivery.leaseEndTime == Self.leaseEnd && delivery.nextAttemptTime == Self.leaseEnd)
  }

  @Test func whatIsNotDueAndWhatIsLeasedIsNotClaimed() {
    var waiting = Delivery.sample(nextAttemptTime: .start.moved(by: 1))
    #expect(waiting.claim(at: .start, by: Self.rules) == nil && waiting.token == 0)
    var leased = Delivery.sample().claimed()
    #expect(leased.claim(at: Self.leaseEnd.moved(by: -1), by: Self.rules) == nil && leased.token == 1)
  }

  @Test func aLeaseThatIsOverMeansThatTheTryMayHaveArrived() {
    var delivery = Delivery.sample().claimed()
    #expect(delivery.claim(at: Self.leaseEnd, by: Self.rules) == .post)
    #expect(delivery.mayHaveArrived && delivery.attempts == 2 && delivery.token == 2)
  }

  @Test func aPlaceIsPolledAndPollsAreNoTries() {
    var delivery = Delivery.sample(attempts: 1, location: "http://partner.test/1", pollCount: 2)
    let place = DeliveryURL(alreadyChecked: "http://partner.test/1")
    #expect(delivery.claim(at: .start, by: Self.rules) == .poll(place))
    #expect(delivery.attempts == 1 && delivery.pollCount == 3)
  }

  @Test func afterALostAnswerToTheLastPollTheCouponIsSentAgain() {
    var delivery = Delivery.sample(
      attempts: 1, mayHaveArrived: true, location: "http://partner.test/1", pollCount: 5,
      leaseEndTime: .start)
    #expect(delivery.claim(at: .start, by: Self.rules) == .post)
    #expect(delivery.attempts == 2 && delivery.location == nil && delivery.pollCount == 0)
  }

  @Test func afterALostAnswerToTheLastTryNothingIsSent() {
    var delivery = Delivery.sample(attempts: 10, leaseEndTime: .start)
    #expect(delivery.claim(at: .start, by: Self.rules) == .giveUp)
    #expect(delivery.attempts == 10 && delivery.mayHaveArrived)
    guard case .failed(.deliveryUnknown, let failed) = Self.conclude(delivery, .exhausted) else {
      Issue.record("it goes on")
      return
    }
    #expect(failed.mayHaveArrived && failed.error != nil)
  }

  // MARK: - Outcomes

  @Test func aCouponThatWasTakenIsDone() {
    #expect(Self.conclude(.sample().claimed(), .taken) == .done)
    #expect(Self.conclude(.sample(location: "http://partner.test/1").claimed(), .taken) == .done)
  }

  @Test func aRefusalIsForGoodAndHasReachedTheService() {
    guard case .failed(.deliveryRefused, let delivery) = Self.conclude(.sample().claimed(), .refused("HTTP 422")) else {
      Issue.record("it goes on")
      return
    }
    #expect(delivery.mayHaveArrived && delivery.error == "HTTP 422" && delivery.leaseEndTime == nil)
  }

  @Test(arguments: [(DeliveryOutcome.down, false), (.slow, true), (.busy, true)])
  func aTryThatToldNothingIsMadeAgain(outcome: DeliveryOutcome, mayHaveArrived: Bool) throws {
    let kept = try Self.kept(.sample().claimed(), outcome)
    #expect(kept.attempts == 1 && kept.leaseEndTime == nil && kept.token == 1 && kept.error != nil)
    #expect(kept.mayHaveArrived == mayHaveArrived)
    #expect(kept.nextAttemptTime >= .start && kept.nextAttemptTime <= .start.moved(by: 1_000_000))
    // One arrival is for ever.
    #expect(try Self.kept(.sample(mayHaveArrived: true).claimed(), outcome).mayHaveArrived)
  }

  @Test func theLastTryIsTheLast() {
    for (outcome, mayHaveArrived, leaseEnd) in [
      (DeliveryOutcome.down, false, nil), (.slow, true, Self.leaseEnd), (.busy, true, nil),
    ] as [(DeliveryOutcome, Bool, Timestamp?)] {
      let conclusion = Self.conclude(.sample(attempts: 9).claimed(), outcome)
      guard case .failed(.deliveryUnknown, let delivery) = conclusion else {
        Issue.record("\(outcome) goes on")
        continue
      }
      #expect(delivery.mayHaveArrived == mayHaveArrived && delivery.attempts == 10)
      #expect(delivery.leaseEndTime == leaseEnd, "a request may be under way until its lease is over")
    }
  }

  @Test func whatTheServiceAsksForIsWaited() throws {
    for (asked, microseconds) in [(Duration.seconds(7), 7_000_000), (.seconds(3_600), 600_000_000)]
      as [(Duration, Int64)]
    {
      let kept = try Self.kept(.sample().claimed(), .again("HTTP 429", .answered, retryAfter: asked))
      #expect(kept.nextAttemptTime >= .start.moved(by: microseconds))
      #expect(kept.nextAttemptTime <= .start.moved(by: microseconds + 1_000_000))
    }
  }

  @Test func aRequestThatIsBeingServedIsPolled() throws {
    let place = DeliveryURL(alreadyChecked: "http://partner.test/status/1")
    let kept = try Self.kept(.sample().claimed(), .requested(place))
    #expect(kept.location == place.text && kept.pollCount == 0 && kept.mayHaveArrived && kept.leaseEndTime == nil)
    #expect(kept.nextAttemptTime == .start.moved(by: 2_000_000) && kept.attempts == 1)
  }

  @Test func aPollThatTellsNothingIsFollowedByAnother() throws {
    let polled = Delivery.sample(attempts: 1, location: "http://partner.test/1", pollCount: 3).claimed()
    for outcome in [DeliveryOutcome.busy, .slow, .down] {
      let kept = try Self.kept(polled, outcome)
      #expect(kept.pollCount == 4 && kept.location != nil && kept.attempts == 1 && kept.leaseEndTime == nil)
      #expect(kept.nextAttemptTime == .start.moved(by: 2_000_000))
    }
  }

  @Test func afterTheLastPollTheCouponIsSentAgainLater() throws {
    let polled = Delivery.sample(attempts: 1, location: "http://partner.test/1", pollCount: 4).claimed()
    let kept = try Self.kept(polled, .busy)
    #expect(kept.location == nil && kept.pollCount == 0 && kept.attempts == 1)
    let last = Delivery.sample(attempts: 10, location: "http://partner.test/1", pollCount: 4).claimed()
    guard case .failed(.deliveryUnknown, _) = Self.conclude(last, .busy) else {
      Issue.record("it goes on")
      return
    }
  }

  @Test func aServiceThatIsSetUpWronglyCountsForNothing() throws {
    let unreached = try Self.kept(.sample(attempts: 3).claimed(), .misconfigured("TLS", .unreached))
    #expect(unreached.attempts == 3 && !unreached.mayHaveArrived && unreached.leaseEndTime == nil)
    #expect(unreached.nextAttemptTime == .start)
    let answered = try Self.kept(.sample(attempts: 3).claimed(), .misconfigured("HTTP 401", .answered))
    #expect(answered.attempts == 3 && answered.mayHaveArrived)
  }

  @Test func whatWasNotSentCountsForNothing() throws {
    let kept = try Self.kept(.sample(attempts: 3).claimed(), .notSent)
    #expect(kept.attempts == 3 && !kept.mayHaveArrived && kept.nextAttemptTime == .start)
    let polled = Delivery.sample(attempts: 1, location: "http://partner.test/1", pollCount: 3)
    #expect(try Self.kept(polled.claimed(), .notSent).pollCount == 3)
  }

  // MARK: - Back-off

  @Test func backoffDoublesUpToFiveMinutesWithFullJitter() {
    var generator = SplitMix64(seed: 7)
    for (failures, seconds) in [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (Int32.max, 300)] as [(Int32, Int)]
    {
      let draws = (0..<2_000).map { _ in DeliveryRules.backoff(afterFailures: failures, using: &generator) }
      #expect(draws.allSatisfy { $0 >= .zero && $0 <= .seconds(seconds) })
      #expect(draws.contains { $0 < .seconds(seconds) / 10 } && draws.contains { $0 > .seconds(seconds) * 9 / 10 })
    }
  }

  @Test func countsOutsideOfTheirRangeAreCut() {
    let rules = DeliveryRules(maximumPolls: 0, maximumAttempts: 1_000)
    #expect(rules.maximumPolls == 1 && rules.maximumAttempts == 100)
  }
}
