import Testing

@testable import CampaignDomain

/// The tries of a compensation: three at once, then one each interval.
@Suite struct CompensationTriesTests {
  private let rules = CompensationRules(interval: .seconds(60), timeout: .seconds(10))

  private func time(_ seconds: Int64) -> Timestamp { Timestamp.start.moved(by: seconds * 1_000_000) }

  @Test func threeTriesFollowAtOnceAndFiveEachInterval() throws {
    var compensation = Compensation.sample()
    var tryTimes: [Int64] = []
    var now: Int64 = 0
    while compensation.status != .failed {
      let claim = compensation.claim(at: time(now), by: rules)
      guard claim == .tried else {
        now += 1
        continue
      }
      tryTimes.append(now)
      let isSaved = compensation.fail("500", at: time(now), claim: compensation.token, by: rules)
      #expect(isSaved)
      try #require(now < 1_000)
    }
    #expect(tryTimes == [0, 0, 0, 60, 120, 180, 240, 300])
    #expect(compensation.retryCount == 5 && compensation.immediateCount == 3 && compensation.error == "500")
    #expect(compensation.nextAttemptTime == nil && compensation.lastAttemptTime == time(300))
    #expect(compensation.claim(at: time(10_000), by: rules) == nil)
  }

  @Test func aTryIsCountedAndItsLeaseGivenBeforeItIsMade() {
    var compensation = Compensation.sample(immediateCount: 3)
    #expect(compensation.claim(at: time(5), by: rules) == .tried)
    #expect(compensation.status == .processing && compensation.retryCount == 1 && compensation.token == 1)
    #expect(compensation.lastAttemptTime == time(5))
    #expect(compensation.nextAttemptTime == time(5).advanced(by: rules.lease))
    #expect(compensation.claim(at: time(6), by: rules) == nil, "another took what is being tried")
  }

  @Test func nothingIsTriedBeforeItsTime() {
    let unclaimed = Compensation.sample(nextAttemptTime: time(1))
    var compensation = unclaimed
    #expect(compensation.claim(at: time(0), by: rules) == nil)
    #expect(compensation == unclaimed)
  }

  @Test func aTryWithoutOutcomeCountsAsOneThatFailed() {
    var compensation = Compensation.sample(immediateCount: 2)
    #expect(compensation.claim(at: time(0), by: rules) == .tried)
    // The third immediate try is lost: the next comes an interval after it.
    #expect(compensation.claim(at: time(30), by: rules) == .givenUp)
    #expect(compensation.status == .pending && compensation.nextAttemptTime == time(60))
    #expect(compensation.error == Compensation.abandonedError)
    #expect(compensation.claim(at: time(60), by: rules) == .tried)
    #expect(compensation.retryCount == 1)
  }

  @Test func aLostImmediateTryIsFollowedAtOnce() {
    var compensation = Compensation.sample()
    #expect(compensation.claim(at: time(0), by: rules) == .tried)
    #expect(compensation.claim(at: time(30), by: rules) == .tried)
    #expect(compensation.immediateCount == 2 && compensation.token == 2)
  }

  @Test func theLastTryWithoutOutcomeFailsWithoutAnother() {
    var compensation = Compensation.sample(retryCount: 4, immediateCount: 3)
    #expect(compensation.claim(at: time(0), by: rules) == .tried)
    let lost = compensation.token
    #expect(compensation.claim(at: time(30), by: rules) == .givenUp)
    #expect(compensation.status == .failed && compensation.retryCount == 5 && compensation.nextAttemptTime == nil)
    let isSaved = compensation.complete(at: time(31), claim: lost)
    #expect(!isSaved)
  }

  @Test func anOutcomeOfAnotherClaimChangesNothing() {
    var compensation = Compensation.sample()
    #expect(compensation.claim(at: time(0), by: rules) == .tried)
    let first = compensation.token
    #expect(compensation.claim(at: time(30), by: rules) == .tried)
    let second = compensation
    #expect(compensation.fail("late", at: time(31), claim: first, by: rules) == false)
    #expect(compensation.complete(at: time(31), claim: first) == false)
    #expect(compensation == second)
    #expect(compensation.complete(at: time(31), claim: second.token) == true)
    #expect(compensation.status == .completed && compensation.completeTime == time(31))
    #expect(compensation.complete(at: time(32), claim: second.token) == false)
  }

  @Test func theErrorIsCut() {
    var compensation = Compensation.sample()
    #expect(compensation.claim(at: time(0), by: rules) == .tried)
    let isSaved = compensation.fail(String(repeating: "e", count: 3_000), at: time(0), claim: 1, by: rules)
    #expect(isSaved && compensation.error?.utf8.count == QueueEntry.maximumErrorBytes)
  }

  @Test func timesAtTheEndOfTheCalendarAreCut() {
    var compensation = Compensation.sample(immediateCount: 3, nextAttemptTime: .latest)
    #expect(compensation.claim(at: .latest, by: rules) == .tried)
    #expect(compensation.nextAttemptTime == .latest)
  }

  @Test(arguments: [("7/1", 7), ("007/1", 7), ("7", 0), ("/1", 0), ("", 0), ("x/1", 0), ("1234567890123456789/1", 0)])
  func theReferenceNamesTheCampaign(reference: String, campaign: Int64) {
    let compensation = Compensation(
      id: 1, kind: .stockRelease, reference: reference, payload: "", subject: .failure(CompensationFault("none")),
      status: .pending, retryCount: 0, maximumRetryCount: 5, immediateCount: 0, error: nil, createTime: .start,
      lastAttemptTime: nil, completeTime: nil, nextAttemptTime: nil, token: 0, resolvedBy: nil, resolution: nil,
      discardTime: nil)
    #expect(compensation.referenceCampaign == CampaignID(rawValue: campaign))
  }
}
