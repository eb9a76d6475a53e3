import SeededRandomness
import RPCCodec
import ScriptedServer
import Testing

@testable import RPCClient

struct RetryPolicyTests {
  private let policy = RetryPolicy(
    maximumAttempts: 3, backoff: Backoff(base: .milliseconds(100), maximum: .milliseconds(150)))

  private func delay(
    after error: RPCClientError, attempt: Int = 1, _ repeatability: CallRepeatability = .unsafe,
    policy: RetryPolicy? = nil
  ) -> Duration? {
    var generator = SplitMix64(seed: 1)
    return (policy ?? self.policy).delay(
      after: AttemptFailure(error), attempt: attempt, repeatability: repeatability, using: &generator)
  }

  @Test func whatWasSurelyNotDoneIsRepeatedWhateverTheCall() {
    #expect(delay(after: .status(scriptedStatus(.unavailable, "DRAINING"))) != nil)
    #expect(delay(after: .unreachable("refused")) != nil)
    #expect(delay(after: .status(scriptedStatus(.resourceExhausted, "OVERLOADED", retryAfter: .seconds(1)))) != nil)
  }

  @Test func anOverloadedServerIsAskedAgainAlthoughItNamesNoDelay() {
    #expect(delay(after: .status(scriptedStatus(.resourceExhausted, "OVERLOADED"))) != nil)
  }

  @Test(arguments: [(StatusCode.internal, "INTERNAL"), (.invalidArgument, "INVALID_FIELD")])
  func whatWouldFailAgainIsFinal(code: StatusCode, reason: String) {
    #expect(delay(after: .status(scriptedStatus(code, reason, retryAfter: .seconds(1))), .safe) == nil)
  }

  @Test(arguments: ["SOLD_OUT", "CAMPAIGN_PAUSED", "CAMPAIGN_CLOSED", "USER_LIMIT_REACHED"])
  func aDecisionIsNeverAskedForAgain(reason: String) {
    #expect(delay(after: .status(scriptedStatus(.failedPrecondition, reason)), .safe) == nil)
  }

  @Test func notStartedIsNotAskedForAgainAlthoughItTellsTheTimeLeft() {
    let status = scriptedStatus(.failedPrecondition, "CAMPAIGN_NOT_STARTED", retryAfter: .seconds(1))
    #expect(delay(after: .status(status), .safe) == nil)
  }

  @Test func exhaustedResourcesWithoutADelayAreFinal() {
    #expect(delay(after: .status(scriptedStatus(.resourceExhausted, "MESSAGE_TOO_LARGE")), .safe) == nil)
  }

  @Test(arguments: [RPCClientError.connectionLost, .status(scriptedStatus(.unknown, "OUTCOME_UNKNOWN"))])
  func whatMayHaveBeenDoneIsRepeatedOnlyWhenThatIsSafe(error: RPCClientError) {
    #expect(delay(after: error, .safe) != nil)
    #expect(delay(after: error, .unsafe) == nil)
    #expect(delay(after: error, .safeForOneCouponUsers) == nil)
    var trusting = policy
    trusting.usersHaveOneCoupon = true
    #expect(delay(after: error, .safeForOneCouponUsers, policy: trusting) != nil)
  }

  @Test(arguments: [RPCClientError.timedOut, .cancelled, .closed, .tooManyCalls, .malformedResponse("x")])
  func whatAnotherAttemptCannotMendIsFinal(error: RPCClientError) {
    #expect(delay(after: error, .safe) == nil)
  }

  @Test func theLastAttemptIsTheLast() {
    #expect(delay(after: .unreachable(""), attempt: 2) != nil)
    #expect(delay(after: .unreachable(""), attempt: 3) == nil)
    #expect(delay(after: .unreachable(""), policy: .never) == nil)
  }

  @Test func theServersDelayIsTheLeastThatIsWaited() throws {
    let status = scriptedStatus(.unavailable, "DATABASE_UNAVAILABLE", retryAfter: .seconds(3))
    let delay = try #require(self.delay(after: .status(status)))
    #expect(delay >= .seconds(3) && delay <= .seconds(3) + .milliseconds(100))
  }

  @Test func waitsAreRandomGrowAndStayBounded() {
    let backoff = Backoff(base: .milliseconds(10), maximum: .milliseconds(60))
    #expect(
      (0...5).map { backoff.ceiling(afterFailures: $0) }
        == [0, 10, 20, 40, 60, 60].map { .milliseconds($0) })
    #expect(backoff.ceiling(afterFailures: .max) == .milliseconds(60))
    var generator = SplitMix64(seed: 3)
    let delays = (0..<50).map { _ in backoff.delay(afterFailures: 4, using: &generator) }
    #expect(delays.allSatisfy { $0 >= .zero && $0 <= .milliseconds(60) })
    #expect(Set(delays).count > 40)
  }

  @Test func aCallKnowsWhetherItMayBeRepeated() {
    #expect(IssueCouponRequest(campaignID: 1).repeatability == .unsafe)
    #expect(IssueCouponRequest(campaignID: 1, userID: "u").repeatability == .safeForOneCouponUsers)
    #expect(IssueCouponRequest(campaignID: 1, idempotencyKey: "k").repeatability == .safe)
    #expect(CreateCampaignRequest(name: "n").repeatability == .unsafe)
    #expect(CreateCampaignRequest(name: "n", idempotencyKey: "k").repeatability == .safe)
    #expect(GetCampaignRequest().repeatability == .safe)
    #expect(CloseCampaignRequest().repeatability == .safe)
  }
}
