import Testing

@testable import LoadSending

struct RetryBudgetTests {
  private func retries(_ budget: inout RetryBudget, upTo most: Int = 1_000_000) -> Int {
    var count = 0
    while count < most, budget.takeRetry() { count += 1 }
    return count
  }

  @Test func aRunBeginsWithItsReserve() {
    var budget = RetryBudget()
    #expect(retries(&budget) == 10)
  }

  @Test func aHundredRequestsPayForTenRetries() {
    var budget = RetryBudget()
    _ = retries(&budget)
    var sent = 0
    for _ in 0..<10_000 {
      budget.countRequest()
      if budget.takeRetry() { sent += 1 }
    }
    #expect(sent == 1_000)
  }

  @Test func noMoreThanTheReserveIsSavedUp() {
    var budget = RetryBudget()
    for _ in 0..<1_000_000 { budget.countRequest() }
    #expect(retries(&budget) == 10)
  }
}
