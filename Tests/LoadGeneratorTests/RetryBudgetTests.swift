import RPCCodec
import Testing

@testable import LoadGenerator

struct RetryBudgetTests {
  private func retries(_ budget: inout RetryBudget, upTo most: Int = 1_000_000) -> Int {
    var count = 0
    while count < most, budget.takeRetry() { count += 1 }
    return count
  }

  @Test func aRunBeginsWithItsReserve() {
    var budget = RetryBudget(percent: 10, reserve: 10)
    #expect(retries(&budget) == 10)
  }

  @Test func aHundredRequestsPayForTenRetries() {
    var budget = RetryBudget(percent: 10, reserve: 10)
    _ = retries(&budget)
    var sent = 0
    for _ in 0..<10_000 {
      budget.countRequest()
      if budget.takeRetry() { sent += 1 }
    }
    #expect(sent == 1_000)
  }

  @Test func noMoreThanTheReserveIsSavedUp() {
    var budget = RetryBudget(percent: 10, reserve: 10)
    for _ in 0..<1_000_000 { budget.countRequest() }
    #expect(retries(&budget) == 10)
  }

  @Test func budgetsOfNothingAndOfEverythingAreThat() {
    var none = RetryBudget(percent: 0, reserve: 0)
    for _ in 0..<1_000 { none.countRequest() }
    #expect(retries(&none) == 0)
    var all = RetryBudget(percent: 1_000, reserve: 1)
    #expect(retries(&all) == 1)
    all.countRequest()
    #expect(retries(&all) == 1)
    var negative = RetryBudget(percent: -5, reserve: -5)
    negative.countRequest()
    #expect(retries(&negative) == 0)
  }
}

struct RetryRulesTests {
  private struct LargestNumbers: RandomNumberGenerator {
    func next() -> UInt64 { .max }
  }
  private struct Zeroes: RandomNumberGenerator {
    func next() -> UInt64 { 0 }
  }

  private func failure(
    _ code: StatusCode, _ reason: String, retryAfter: Duration? = nil
  ) -> RetryRules.Failure {
    var details: [StatusDetail] = [.errorInfo(reason: reason, domain: "campaign.v1", metadata: [:])]
    if let retryAfter { details.append(.retryInfo(retryAfter)) }
    return RetryRules.Failure(RPCStatus(code: code, message: "", details: details))
  }

  private func delay(
    _ failure: RetryRules.Failure, attempt: UInt8 = 1, oneCoupon: Bool = true,
    _ generator: some RandomNumberGenerator = Zeroes()
  ) -> Duration? {
    var generator = generator
    return RetryRules(usersHaveOneCoupon: oneCoupon).delay(after: failure, attempt: attempt, using: &generator)
  }

  @Test(arguments: [
    (StatusCode.failedPrecondition, "SOLD_OUT"), (.failedPrecondition, "CAMPAIGN_NOT_STARTED"),
    (.failedPrecondition, "CAMPAIGN_PAUSED"), (.failedPrecondition, "USER_LIMIT_REACHED"),
    (.resourceExhausted, "MESSAGE_TOO_LARGE"), (.unknown, "OUTCOME_UNKNOWN"), (.internal, "INTERNAL"),
    (.invalidArgument, "INVALID_FIELD"),
  ])
  func decisionsAreFinal(code: StatusCode, reason: String) {
    #expect(failure(code, reason, retryAfter: .seconds(1)) == .final)
    #expect(delay(.final) == nil)
  }

  @Test(arguments: [
    (StatusCode.unavailable, "DRAINING"), (.unavailable, "DATABASE_UNAVAILABLE"), (.resourceExhausted, "OVERLOADED"),
  ])
  func whatAServerCannotDoForNowIsAskedAgain(code: StatusCode, reason: String) {
    #expect(delay(failure(code, reason)) == .zero)
    #expect(delay(failure(code, reason), oneCoupon: false) == .zero)
  }

  @Test func theServersDelayIsAFloorAndTheJitterComesOnTop() {
    let failure = failure(.resourceExhausted, "OVERLOADED", retryAfter: .milliseconds(700))
    #expect(delay(failure) == .milliseconds(700))
    #expect(delay(failure, LargestNumbers()) == .milliseconds(750))
    #expect(delay(failure, attempt: 3, LargestNumbers()) == .milliseconds(900))
  }

  @Test func aLostCallIsRepeatedOnlyWhereItCannotGetASecondCoupon() {
    #expect(delay(.lost) == .zero)
    #expect(delay(.lost, oneCoupon: false) == nil)
  }

  @Test func attemptsEnd() {
    #expect(delay(.lost, attempt: RetryRules.maximumAttempts - 1) != nil)
    #expect(delay(.lost, attempt: RetryRules.maximumAttempts) == nil)
  }
}
