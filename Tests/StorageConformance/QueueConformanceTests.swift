import CampaignApplication
import CampaignDomain
import Testing

/// The promises of every store about lines, asserted through use cases alone.
@Suite struct QueueConformanceTests {
  @Test(arguments: Store.all) func whoJoinsHasAPlaceThatTheLineShows(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(start: .after(.seconds(3600))).id
      var views: [QueueEntryView] = []
      for user in ["a", "나", "c"] { views.append(try await store.join(id, user: user)) }
      #expect(views.map(\.entry.ticket) == [1, 2, 3])
      #expect(views.map(\.status) == (1...3).map { .waiting(position: $0, estimatedWait: nil) })
      #expect(try await store.status(id, user: "나") == views[1])
      #expect(try await store.status(id, user: "nobody") == nil)
      let info = try await store.getQueueInfo.execute(.init(campaignID: id))
      #expect(info.campaign.id == id && info.campaign.remainingCoupons == 10)
      let queue = try #require(info.queue)
      #expect(queue.size == 3 && queue.processing == 0 && queue.completed == 0 && queue.failedCount == 0)
      #expect(queue.isActive)
      #expect(try #require(info.oldestWait) >= .zero)
    }
  }

  @Test(arguments: Store.all) func aLineThatNobodyJoinedIsEmpty(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let info = try await store.getQueueInfo.execute(.init(campaignID: id))
      #expect(info.queue == nil && info.oldestWait == nil)
      #expect(try await store.status(id, user: "a") == nil)
    }
  }

  @Test(arguments: Store.all) func whoJoinsAgainAnywhereHasTheSameEntry(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let first = try await store.join(id, user: "a")
      #expect(try await store.join(id, user: "a") == first)
      #expect(try await store.joinQueueElsewhere.execute(.init(campaignID: id, userID: "a")) == first)
      _ = try await store.closeCampaign.execute(.init(campaignID: id, actor: "t"))
      #expect(try await store.join(id, user: "a") == first, "their own entry goes before the end of the campaign")
    }
  }

  @Test(arguments: Store.all) func anUnknownCampaignHasNoLine(_ store: Store) async throws {
    try await store.with { store in
      let id = CampaignID(rawValue: 404)
      let found: [UseCaseError?] = [
        await failure { () throws(UseCaseError) in try await store.join(id, user: "u") },
        await failure { () throws(UseCaseError) in try await store.status(id, user: "u") },
        await failure { () throws(UseCaseError) in try await store.getQueueInfo.execute(.init(campaignID: id)) },
        await failure { () throws(UseCaseError) in
          try await store.resetQueueEntry.execute(.init(campaignID: id, userID: "u", reason: ""))
        },
      ]
      #expect(found == Array(repeating: .campaignNotFound(id), count: 4))
    }
  }

  @Test(arguments: Store.all) func whoHasTheCouponOfALimitOfOneIsCompletedWithIt(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 1).id
      let coupon = try await store.issue(id, user: "winner").coupon
      let view = try await store.join(id, user: "winner")
      #expect(view.status == .completed(coupon) && view.entry.ticket == nil)
      #expect(try await store.status(id, user: "winner") == view)
      #expect(await failure { () throws(UseCaseError) in try await store.join(id, user: "loser") } == .soldOut)
      let queue = try #require(try await store.getQueueInfo.execute(.init(campaignID: id)).queue)
      #expect(queue.completed == 1 && queue.lastTicket == 0 && !queue.isActive)
    }
  }

  @Test(arguments: Store.all) func withALimitOfTwoOneCouponKeepsNobodyOutAndTwoDo(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(perUser: 2).id
      _ = try await store.issue(id, user: "a")
      #expect(try await store.join(id, user: "a").entry.ticket == 1)
      for _ in 0..<2 { _ = try await store.issue(id, user: "b") }
      #expect(
        await failure { () throws(UseCaseError) in try await store.join(id, user: "b") }
          == .userLimitReached(limit: 2))
    }
  }

  @Test(arguments: Store.all) func theLineFormsWhilePausedAndNotAfterTheEnd(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      _ = try await store.pauseCampaign.execute(.init(campaignID: id, actor: "t"))
      #expect(try await store.join(id, user: "a").entry.ticket == 1)
      _ = try await store.closeCampaign.execute(.init(campaignID: id, actor: "t"))
      for _ in 0..<3 {
        #expect(await failure { () throws(UseCaseError) in try await store.join(id, user: "b") } == .campaignClosed)
      }
    }
  }

  @Test(arguments: Store.all) func aCrowdAtTwoServersDrawsTicketsWithoutGapsOneAUser(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 1_000).id
      let servers = [store.joinQueue, store.joinQueueElsewhere]
      let views = try await withThrowingTaskGroup(of: QueueEntryView.self) { group in
        for number in 0..<600 {
          let join = servers[number % 2]
          // Each user calls at both servers.
          group.addTask { try await join.execute(.init(campaignID: id, userID: "user-\(number / 2)")) }
        }
        return try await group.reduce(into: [QueueEntryView]()) { $0.append($1) }
      }
      #expect(Set(views.compactMap(\.entry.ticket)) == Set(1...300))
      #expect(Set(views.map(\.entry.requestID)).count == 300)
      #expect(try await store.getQueueInfo.execute(.init(campaignID: id)).queue?.size == 300)
    }
  }

  @Test(arguments: Store.all) func whoWaitsIsNotReset(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let view = try await store.join(id, user: "a")
      let reset = store.resetQueueEntry
      #expect(try await reset.execute(.init(campaignID: id, userID: "a", reason: "r", actor: "kim")) == view)
      #expect(try await reset.execute(.init(campaignID: id, userID: "b", reason: "r", actor: "kim")) == nil)
      #expect(try await store.status(id, user: "a") == view)
    }
  }

  @Test(arguments: Store.all) func aQueueOnlyCampaignIssuesToNoCallerInAnyStateAndTakesThemIntoLine(
    _ store: Store
  ) async throws {
    try await store.with { store in
      let campaign = try await store.create(queueOnly: true)
      #expect(campaign.queueOnly)
      func refusal() async -> UseCaseError? {
        await failure { () throws(UseCaseError) in try await store.issue(campaign.id, user: "a") }
      }
      #expect(await refusal() == .queueOnly)
      #expect(try await store.join(campaign.id, user: "a").entry.ticket == 1)
      _ = try await store.closeCampaign.execute(.init(campaignID: campaign.id, actor: "t"))
      #expect(await refusal() == .queueOnly)
    }
  }
}
