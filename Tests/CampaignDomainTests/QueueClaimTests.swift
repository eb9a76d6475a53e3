import CampaignDomain
import Testing

/// The work of a line that a batch takes, and what becomes of it when the batch can't do it.
@Suite struct QueueClaimTests {
  @Test func aClaimTakesUpToTheSizeAndOneTokenMore() throws {
    var test = QueueCase(.sample(lastTicket: 250))
    let claim = try test.take()
    #expect(claim.after == 0 && claim.through == 100 && claim.token == 1 && !claim.isSettlement)
    #expect(test.queue.claimed == 100 && test.queue.served == 0 && test.queue.token == 1)
    #expect(test.queue.leaseEndTime == .start.moved(by: 5_000_000))
    #expect(test.queue.size == 150 && test.queue.processing == 100)
  }

  @Test func nobodyClaimsBeforeItsTimeOrWhileAClaimHolds() {
    var early = QueueCase(.sample(lastTicket: 1, nextBatchTime: .start.moved(by: 1)))
    let tooEarly = early.claim()
    #expect(tooEarly == nil)
    var held = QueueCase(.sample(lastTicket: 1, leaseEndTime: .start.moved(by: 1)))
    let whileHeld = held.claim()
    #expect(whileHeld == nil)
    var empty = QueueCase(.sample(lastTicket: 5, claimed: 5, served: 5))
    let ofNobody = empty.claim()
    #expect(ofNobody == nil)
    #expect(empty.queue.token == 0, "nothing was taken")
  }

  @Test func aClaimThatNobodyFinishedIsTakenAgainWithItsPlaces() throws {
    var test = QueueCase(.sample(lastTicket: 500, claimed: 300, served: 120, token: 7, leaseEndTime: .start))
    let claim = try test.take()
    #expect(claim.after == 120 && claim.through == 300 && claim.token == 8)
    #expect(test.queue.claimed == 300)
  }

  @Test func whatWasSetAsideIsClaimedWithoutTickets() throws {
    var test = QueueCase(.sample(lastTicket: 5, claimed: 5, served: 5, setAside: 1))
    let claim = try test.take(retries: [.sample(3, attempts: 1)])
    #expect(claim.ticketCount == 0 && claim.retries.map(\.ticket) == [3])
  }

  @Test func rowsBehindAMarkComeFirstAndInChunks() throws {
    let mark = CampaignQueue.Mark(failure: .soldOut, time: .start)
    var test = QueueCase(
      .sample(
        lastTicket: 1_600, claimed: 1_500, served: 1_500, failedThrough: 1_500, mark: mark, settledThrough: 100))
    let claim = try test.take(retries: [.sample(3)])
    #expect(claim.isSettlement && claim.after == 100 && claim.through == 1_100 && claim.retries.isEmpty)
    #expect(test.queue.claimed == 1_500)
  }

  @Test func aBatchThatFailedGivesItsPlacesBackAndRestsLongerEachTime() throws {
    var test = QueueCase(.sample(lastTicket: 10, claimed: 10, served: 10))
    #expect(test.queue.failedBatch(of: try #require(QueueCase.claimOfAnother), at: .start) == nil)
    test.queue = .sample(lastTicket: 10)
    var rests: [Int64] = []
    for _ in 0..<8 {
      test.now = test.queue.nextBatchTime
      let claim = try test.take()
      let change = try #require(test.queue.failedBatch(of: claim, at: test.now))
      test.queue = change.queue
      #expect(change.entries.isEmpty && change.campaign == nil)
      #expect(test.queue.claimed == 0 && test.queue.leaseEndTime == nil && test.queue.failedCount == 0)
      rests.append(test.queue.nextBatchTime.duration(since: test.now).components.seconds)
    }
    #expect(rests == [1, 2, 4, 8, 16, 32, 60, 60])
    test.now = test.queue.nextBatchTime
    try test.serve(try test.take())
    #expect(test.queue.batchFailures == 0, "a batch that is served ends the count")
  }
}

extension QueueCase {
  /// A claim of a line with another token.
  fileprivate static var claimOfAnother: QueueClaim? {
    var other = QueueCase(.sample(lastTicket: 1, token: 41))
    return other.claim()
  }
}
