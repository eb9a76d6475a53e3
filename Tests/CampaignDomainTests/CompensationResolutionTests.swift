import Testing

@testable import CampaignDomain

/// An admin decides about what has FAILED, and about nothing else.
@Suite struct CompensationResolutionTests {
  private let rules = CompensationRules()
  private let later = Timestamp.start.moved(by: 1_000_000)

  @Test func aRetryCountsFromZeroAndIsDueAtOnce() {
    var compensation = Compensation.sample(
      status: .failed, retryCount: 5, immediateCount: 3, nextAttemptTime: nil, token: 8)
    compensation.alertedTime = .start
    let isChanged = compensation.retry(at: later, by: "op", reason: "repaired")
    #expect(isChanged && compensation.status == .pending && compensation.nextAttemptTime == later)
    #expect(compensation.retryCount == 0 && compensation.immediateCount == 0 && compensation.alertedTime == nil)
    #expect(compensation.resolvedBy == "op" && compensation.resolution == "repaired" && compensation.token == 9)
  }

  @Test func whoHadItTriedAnewIsKeptUntilItFailsAgain() {
    var compensation = Compensation.sample(status: .failed, retryCount: 5, immediateCount: 3, nextAttemptTime: nil)
    var now = later
    #expect(compensation.retry(at: now, by: "op", reason: "again") == true)
    while compensation.claim(at: now, by: rules) == .tried {
      #expect(compensation.resolvedBy == "op")
      let isSaved = compensation.fail("500", at: now, claim: compensation.token, by: rules)
      #expect(isSaved)
      now = compensation.nextAttemptTime ?? now
    }
    #expect(compensation.status == .failed && compensation.resolvedBy == nil && compensation.resolution == nil)
  }

  @Test func aDiscardLeavesItFailedAndIsForGood() {
    var compensation = Compensation.sample(status: .failed, retryCount: 5, immediateCount: 3, nextAttemptTime: nil)
    #expect(compensation.discard(at: later, by: "op", reason: "lost") == true)
    #expect(compensation.status == .failed && compensation.discardTime == later)
    #expect(compensation.resolvedBy == "op" && compensation.resolution == "lost" && !compensation.isOpenFailure)
    let discarded = compensation
    #expect(compensation.retry(at: later, by: "another", reason: "") == false)
    #expect(compensation.discard(at: later, by: "another", reason: "") == false)
    #expect(compensation == discarded)
  }

  @Test(arguments: [Compensation.Status.pending, .processing, .completed])
  func otherStatesAreLeftAsTheyAre(status: Compensation.Status) {
    let before = Compensation.sample(status: status)
    var compensation = before
    #expect(compensation.retry(at: later, by: "op", reason: "") == false)
    #expect(compensation.discard(at: later, by: "op", reason: "") == false)
    #expect(compensation == before)
  }
}
