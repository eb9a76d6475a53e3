import CampaignDomain
import Testing

/// Rows behind a mark get what reads derive of them already.
@Suite struct QueueSettlementTests {
  @Test func rowsBehindAMarkAreSettledInChunksAndCountedByTickets() throws {
    var test = QueueCase(.sample(total: 10, remaining: 0), .sample(lastTicket: 1_500))
    try test.serve(try test.take())
    #expect(test.queue.failedCount == 1_500 && test.queue.failed == 0)
    let claim = try test.take()
    // An admin let two of them join anew, which wrote the failure into their rows.
    let change = try #require(
      test.queue.settled(claim, entries: .sample(3...1_000), ownCoupons: [:]))
    #expect(change.failed(.soldOut).count == 998 && change.time == .start && change.isDone)
    #expect(change.queue.failed == 1_000 && change.queue.failedCount == 1_500)
    #expect(change.queue.settledThrough == 1_000 && change.queue.leaseEndTime == nil)
    #expect(change.queue.nextBatchTime == .start && change.queue.isActive, "the next chunk is due at once")
    test.queue = change.queue
    let rest = try test.take()
    let last = try #require(test.queue.settled(rest, entries: .sample(1_001...1_500), ownCoupons: [:]))
    #expect(last.queue.failed == 1_500 && !last.queue.isActive)
  }

  @Test func whoGotACouponByAnotherWayHasNotFailed() throws {
    var test = QueueCase(.sample(total: 10, remaining: 0, perUserLimit: 1), .sample(lastTicket: 3))
    try test.serve(try test.take())
    let own = Coupon.sample(sequence: 4, user: .sample("u2"))
    let claim = try test.take()
    let change = try #require(test.queue.settled(claim, entries: .sample(1...3), ownCoupons: [.sample("u2"): own]))
    #expect(change.completed == [2] && change.failed(.soldOut) == [1, 3])
    #expect(change.queue.completed == 1 && change.queue.failed == 2 && change.queue.failedCount == 2)
  }

  @Test func whoHasLostTheLineSettlesNothing() throws {
    var test = QueueCase(.sample(total: 10, remaining: 0), .sample(lastTicket: 3))
    try test.serve(try test.take())
    let late = try test.take()
    test.now = test.now.moved(by: 5_000_000)
    _ = try test.take()
    #expect(test.queue.settled(late, entries: .sample(1...3), ownCoupons: [:]) == nil)
  }

  @Test func whoJoinsBehindAMarkIsServedOnceItIsSettled() throws {
    var test = QueueCase(
      .sample(total: 10, remaining: 5),
      .sample(
        lastTicket: 5, claimed: 3, served: 3, failedThrough: 3, mark: .init(failure: .soldOut, time: .start),
        settledThrough: 0))
    let settlement = try test.take()
    #expect(settlement.isSettlement)
    test.queue = try #require(test.queue.settled(settlement, entries: .sample(1...3), ownCoupons: [:])).queue
    let change = try test.serve(try test.take())
    #expect(change.completed == [4, 5])
    #expect(test.queue.completed == 2 && test.queue.failed == 3)
  }
}
