import CampaignDomain
import Testing

/// The decisions of a batch on a locked campaign and its line.
@Suite struct QueueBatchTests {
  @Test func couponsFollowTickets() throws {
    var test = QueueCase(.sample(total: 100), .sample(lastTicket: 3))
    let change = try test.serve(try test.take())
    #expect(change.completed == [1, 2, 3] && change.isDone && change.mark == nil)
    let coupons = try #require(change.campaign?.coupons.map(\.coupon))
    #expect(coupons.map(\.sequence) == [1, 2, 3])
    #expect(coupons.map(\.userID?.text) == ["u1", "u2", "u3"])
    #expect(test.queue.served == 3 && test.queue.completed == 3 && test.queue.leaseEndTime == nil)
    #expect(!test.queue.isActive)
    #expect(test.queue.nextBatchTime == .start.moved(by: 1_000_000) && test.queue.lastBatchTime == .start)
  }

  @Test func aLateWorkerMaySaveNothing() throws {
    var test = QueueCase(.sample(lastTicket: 3))
    let late = try test.take()
    test.now = .start.moved(by: 5_000_000)
    let other = try test.take()
    #expect(throws: QueueBatch.Fault.taken) { try test.serve(late) }
    let served = try test.serve(other)
    #expect(served.completed == [1, 2, 3])
    #expect(throws: QueueBatch.Fault.taken) {
      var again = test
      again.queue = .sample(lastTicket: 3, token: 3)
      try again.serve(other)
    }
  }

  @Test(arguments: [1, 2] as [Int32]) func whoHasAllTheirCouponsEndsAtOnce(limit: Int32) throws {
    var test = QueueCase(.sample(perUserLimit: limit), .sample(lastTicket: 2))
    let own = Coupon.sample(sequence: 9, user: .sample("u1"))
    test.holdings.byUser[.sample("u1")] = .init(latest: own, count: limit)
    let change = try test.serve(try test.take())
    if limit == 1 {
      #expect(change.entries.first?.state == .completed(own), "a replay")
      #expect(test.queue.completed == 2 && test.queue.failed == 0)
    } else {
      #expect(change.failed(.userLimitReached) == [1] && change.completed == [2])
      #expect(test.queue.completed == 1 && test.queue.failed == 1)
    }
    #expect(change.campaign?.coupons.count == 1)
  }

  @Test func theLastCouponEndsTheLineForAllBehindIt() throws {
    var test = QueueCase(.sample(total: 10, remaining: 2), .sample(lastTicket: 500))
    let change = try test.serve(try test.take())
    #expect(change.completed == [1, 2] && change.isDone)
    #expect(change.mark == .init(failure: .soldOut, time: .start))
    #expect(test.queue.served == 500 && test.queue.claimed == 500 && test.queue.failedThrough == 500)
    #expect(test.queue.settledThrough == 2 && test.queue.failedCount == 498 && test.queue.size == 0)
    #expect(test.queue.nextBatchTime == .start, "settled at once")
  }

  @Test func aLineThatEndsWithItsLastCouponHasNoMark() throws {
    var test = QueueCase(.sample(total: 10, remaining: 2), .sample(lastTicket: 2))
    let change = try test.serve(try test.take())
    #expect(change.mark == nil)
    #expect(test.queue.failedThrough == 0 && !test.queue.isActive)
  }

  @Test func anEndedCampaignEndsTheLine() throws {
    for campaign in [Campaign.sample(.closed), .sample(endTime: .start)] {
      var test = QueueCase(campaign, .sample(lastTicket: 500, claimed: 10, served: 10, completed: 10))
      let change = try test.serve(try test.take())
      #expect(change.mark == .init(failure: .campaignClosed, time: .start))
      #expect(change.campaign == nil && change.entries.isEmpty)
      #expect(test.queue.settledThrough == 10 && test.queue.failedCount == 490)
    }
  }

  @Test func aPausedCampaignGivesTheClaimBack() throws {
    for campaign in [Campaign.sample(.paused), .sample(.scheduled, startTime: .start.moved(by: 1))] {
      var test = QueueCase(campaign, .sample(lastTicket: 500, claimed: 10, served: 10))
      let change = try test.serve(try test.take())
      #expect(change.isDone && change.entries.isEmpty && change.campaign == nil && change.mark == nil)
      #expect(test.queue.claimed == 10 && test.queue.served == 10 && test.queue.leaseEndTime == nil)
      #expect(test.queue.batchFailures == 0)
    }
  }

  @Test func aDueCampaignIsOpenedByItsFirstBatch() throws {
    var test = QueueCase(.sample(.scheduled), .sample(lastTicket: 1))
    let change = try test.serve(try test.take())
    #expect(change.campaign?.transitions.map(\.to) == [.open])
    #expect(change.campaign?.transitions.map(\.actor) == ["scheduler"])
  }

  @Test func whoErrsIsSetAsideAndInTheEndGivenUp() throws {
    var test = QueueCase(.sample(lastTicket: 2))
    test.rules.maximumAttempts = 5
    try test.serve(try test.take(), erring: [1])
    #expect(test.queue.setAside == 1 && test.queue.completed == 1 && test.queue.processing == 1)
    #expect(test.queue.isActive)
    var delays: [Int64] = []
    for attempts in 1...4 as ClosedRange<Int32> {
      test.now = test.now.moved(by: 10_000_000)
      let entry = QueuedEntry.sample(1, attempts: attempts)
      let claim = try test.take(retries: [entry])
      let change = try test.serve(claim, erring: [1])
      let saved = try #require(change.entries.first)
      #expect(saved.attempts == attempts + 1 && saved.error == "poison")
      if case .setAside(let time) = saved.state { delays.append(time.duration(since: test.now).components.seconds) }
      if attempts == 4 { #expect(saved.state == .failed(.issueFailed)) }
    }
    #expect(delays == [2, 4, 8])
    #expect(test.queue.setAside == 0 && test.queue.failed == 1 && !test.queue.isActive)
  }

  @Test func aRetryThatDoesWellClearsItsError() throws {
    var test = QueueCase(.sample(lastTicket: 3, claimed: 3, served: 3, setAside: 1))
    let claim = try test.take(retries: [.sample(2, attempts: 3)])
    let change = try test.serve(claim)
    #expect(change.completed == [2] && change.entries[0].error == nil && change.entries[0].attempts == 3)
    #expect(test.queue.setAside == 0 && test.queue.completed == 1 && test.queue.served == 3)
  }

  @Test func aRetryThatFindsNothingLeftEndsTheLineToo() throws {
    var test = QueueCase(.sample(total: 10, remaining: 0), .sample(lastTicket: 9, claimed: 3, served: 3, setAside: 1))
    let claim = try test.take(retries: [.sample(2, attempts: 3)])
    let change = try test.serve(claim)
    #expect(change.failed(.soldOut) == [2] && change.mark != nil)
    #expect(test.queue.setAside == 0 && test.queue.failed == 1 && test.queue.failedCount == 7)
  }

  @Test func onlyWholeBatchesMeasureTheSpeed() throws {
    var test = QueueCase(.sample(total: 1_000), .sample(lastTicket: 150))
    let claim = try test.take()
    test.now = test.now.moved(by: 1_000_000)
    try test.serve(claim)
    #expect(test.queue.entriesPerHour == 180_000, "a hundred in the pause of a second and one of work")
    test.now = test.queue.nextBatchTime
    try test.serve(try test.take())
    #expect(test.queue.entriesPerHour == 180_000, "fifty were all there were")
  }
}

/// Batches of a campaign whose coupons are handed to a service.
@Suite struct DeliveringBatchTests {
  private static let campaign: Campaign = {
    let sample = Campaign.sample(total: 3, perUserLimit: 1, queueOnly: true)
    return Campaign(
      id: sample.id, name: sample.name, totalCoupons: 3, remainingCoupons: 3, lastSequence: 0, startTime: .start,
      endTime: .end, perUserLimit: 1, state: .open, openedTime: .start, createTime: .start, queueOnly: true,
      deliveryURL: DeliveryURL(alreadyChecked: "http://partner.test/"))
  }()

  @Test func couponsAreOnTheirWayUntilTheServiceTookThem() throws {
    var test = QueueCase(Self.campaign, .sample(lastTicket: 5))
    let change = try test.serve(try test.take())
    let delivering = change.entries.compactMap {
      if case .delivering(let coupon) = $0.state { coupon.sequence } else { nil }
    }
    #expect(delivering == [1, 2, 3] && change.completed.isEmpty && change.mark?.failure == .soldOut)
    #expect(test.queue.delivering == 3 && test.queue.completed == 0 && test.queue.failed == 0)
    #expect(test.queue.processing == 3)
  }

  @Test func whatIsOnItsWayNeedsNoBatch() throws {
    var test = QueueCase(Self.campaign, .sample(lastTicket: 2))
    try test.serve(try test.take())
    #expect(test.queue.delivering == 2 && !test.queue.isActive)
  }

  @Test func whoHadTheCouponIsCompleted() throws {
    var test = QueueCase(Self.campaign, .sample(lastTicket: 1))
    let own = Coupon.sample(sequence: 9, user: .sample("u1"))
    test.holdings.byUser[.sample("u1")] = .init(latest: own, count: 1)
    #expect(try test.serve(try test.take()).completed == [1])
    #expect(test.queue.delivering == 0)
  }
}
