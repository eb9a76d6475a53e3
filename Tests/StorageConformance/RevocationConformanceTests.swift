import CampaignApplication
import CampaignDomain
import Testing

/// The promises of every store about coupons that are taken back.
@Suite struct RevocationConformanceTests {
  private func issueFails(
    _ store: any CampaignStore, _ id: CampaignID, user: String, key: String = ""
  ) async -> UseCaseError? {
    await failure { () throws(UseCaseError) in try await store.issue(id, user: user, key: key) }
  }

  @Test(arguments: Store.all) func withItsStockTheSlotIsFreeAndAnybodyMayGetIt(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 1).id
      let first = try await store.issue(id, user: "a").coupon
      #expect(await issueFails(store, id, user: "b") == .soldOut)
      let revoked = try await store.revoke(first, returningStock: true)
      #expect(revoked.sequence == 1 && revoked.code == first.code && revoked.state.revokedTime != nil)
      #expect(try await store.get(id).campaign.remainingCoupons == 1)
      let second = try await store.issueElsewhere(id, user: "b").coupon
      #expect(second.sequence == 2, "a sequence is never used again, and may pass the total")
      #expect(await issueFails(store, id, user: "a") == .soldOut)
      let listed = try await store.get(id)
      #expect(listed.coupons == [revoked, second])
      #expect(listed.campaign.remainingCoupons == 0 && listed.campaign.issuedCoupons == 1)
    }
  }

  @Test(arguments: Store.all) func theSameUserMayGetAnotherOnceTheStockIsBack(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let first = try await store.issue(id, user: "a").coupon
      _ = try await store.revoke(first, returningStock: true)
      let again = try await store.issue(id, user: "a")
      #expect(!again.alreadyIssued && again.coupon.sequence == 2 && again.coupon.state.isIssued)
      let replay = try await store.issueElsewhere(id, user: "a")
      #expect(replay.alreadyIssued && replay.coupon == again.coupon)
      #expect(try await store.get(id).campaign.issuedCoupons == 1)
    }
  }

  @Test(arguments: Store.all) func withoutItsStockALimitOfOneIsReachedAndNothingIsReplayed(_ store: Store) async throws
  {
    try await store.with { store in
      let id = try await store.create().id
      let coupon = try await store.issue(id, user: "a").coupon
      let revoked = try await store.revoke(coupon, returningStock: false)
      #expect(revoked.state.revokedTime != nil)
      #expect(await issueFails(store, id, user: "a") == .userLimitReached(limit: 1))
      #expect(
        await failure { () throws(UseCaseError) in try await store.issueElsewhere(id, user: "a") }
          == .userLimitReached(limit: 1))
      #expect(try await store.get(id).campaign.issuedCoupons == 1)
      _ = try await store.closeCampaign.execute(.init(campaignID: id, actor: "t"))
      #expect(await issueFails(store, id, user: "a") == .campaignClosed, "the end goes before the user's limit")
    }
  }

  @Test(arguments: Store.all) func aLimitOfTwoCountsWhatHoldsASlot(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(perUser: 2).id
      var coupons: [Coupon] = []
      for _ in 0..<2 { coupons.append(try await store.issue(id, user: "a").coupon) }
      _ = try await store.revoke(coupons[0], returningStock: false)
      #expect(await issueFails(store, id, user: "a") == .userLimitReached(limit: 2))
      _ = try await store.revoke(coupons[1], returningStock: true)
      #expect(try await store.issue(id, user: "a").coupon.sequence == 3)
      #expect(await issueFails(store, id, user: "a") == .userLimitReached(limit: 2))
      #expect(try await store.get(id).campaign.issuedCoupons == 2)
    }
  }

  @Test(arguments: Store.all) func aKeyKeepsAnsweringWithItsCouponAndItsState(_ store: Store) async throws {
    try await store.with { store in
      for (perUser, user) in [(0, ""), (2, "a")] as [(Int32, String)] {
        let id = try await store.create(coupons: 1, perUser: perUser).id
        let coupon = try await store.issue(id, user: user, key: "k").coupon
        let revoked = try await store.revoke(coupon, returningStock: true)
        let replay = try await store.issue(id, user: user, key: "k")
        #expect(replay.alreadyIssued && replay.coupon == revoked)
        #expect(try await store.issue(id, user: user, key: "other").coupon.sequence == 2)
        #expect(try await store.issue(id, user: user, key: "k").coupon == revoked)
      }
    }
  }

  @Test(arguments: Store.all) func aRepeatChangesNothingAlsoWithAnotherWordOnTheStock(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      for returning in [true, false] {
        let coupon = try await store.issue(id, user: "\(returning)").coupon
        let revoked = try await store.revoke(coupon, returningStock: returning)
        let campaign = try await store.get(id).campaign
        for other in [true, false] { #expect(try await store.revoke(coupon, returningStock: other) == revoked) }
        #expect(try await store.get(id).campaign == campaign)
      }
    }
  }

  @Test(arguments: Store.all) func whatIsNoCouponOfTheCampaignIsNotFound(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let other = try await store.create().id
      let coupon = try await store.issue(other, user: "a").coupon
      func refusal(_ code: String, of id: CampaignID) async -> UseCaseError? {
        await failure { () throws(UseCaseError) in
          try await store.revokeCoupon.execute(.init(campaignID: id, code: code, returnsStock: true))
        }
      }
      #expect(await refusal(coupon.code.text, of: id) == .couponNotFound(coupon.code.text))
      #expect(await refusal("no code", of: id) == .couponNotFound("no code"))
      #expect(
        await refusal(coupon.code.text, of: CampaignID(rawValue: 404)) == .campaignNotFound(CampaignID(rawValue: 404)))
      #expect(try await store.get(other).campaign.issuedCoupons == 1)
    }
  }

  @Test(arguments: Store.all) func aRequestFailsWithItsCouponAndTheLineAddsUp(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(queueOnly: true).id
      for user in ["a", "b"] { _ = try await store.join(id, user: user) }
      try await store.serveLines()
      let coupon = try #require(try await store.get(id).coupons.first)
      _ = try await store.revoke(coupon, returningStock: true)
      let view = try #require(try await store.status(id, user: "a"))
      #expect(view.status == .failed(.revoked) && view.entry.ticket == 1)
      #expect(try await store.join(id, user: "a").entry.requestID == view.entry.requestID, "a user has one entry")
      let line = try #require(try await store.getQueueInfo.execute(.init(campaignID: id)).queue)
      #expect(line.completed == 1 && line.failed == 1 && line.processing == 0 && !line.isActive)
    }
  }

  @Test(arguments: Store.all) func anEntryWithoutATicketFailsWithItsCouponToo(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let coupon = try await store.issue(id, user: "a").coupon
      #expect(try await store.join(id, user: "a").status == .completed(coupon))
      _ = try await store.revoke(coupon, returningStock: true)
      #expect(try await store.status(id, user: "a")?.status == .failed(.revoked))
      let line = try #require(try await store.getQueueInfo.execute(.init(campaignID: id)).queue)
      #expect(line.completed == 0 && line.failed == 1)
    }
  }

  @Test(arguments: Store.all) func whoseCouponWasRevokedIsNotCompletedWithItWhenTheyJoin(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let kept = try await store.issue(id, user: "kept").coupon
      _ = try await store.revoke(kept, returningStock: false)
      #expect(
        await failure { () throws(UseCaseError) in try await store.join(id, user: "kept") }
          == .userLimitReached(limit: 1))
      let returned = try await store.issue(id, user: "returned").coupon
      _ = try await store.revoke(returned, returningStock: true)
      #expect(try await store.join(id, user: "returned").entry.ticket == 1)
      try await store.serveLines()
      guard case .completed(let coupon)? = try await store.status(id, user: "returned")?.status else {
        return #expect(Bool(false), "a user whose stock came back is served")
      }
      #expect(coupon.sequence == 3)
    }
  }

  @Test(arguments: Store.all) func aBatchGivesNobodyTheirRevokedCoupon(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(start: .now).id
      // They stand in line already when they get a coupon by the other way, and lose it.
      _ = try await store.join(id, user: "a")
      let coupon = try await store.issue(id, user: "a").coupon
      _ = try await store.revoke(coupon, returningStock: false)
      try await store.serveLines()
      #expect(try await store.status(id, user: "a")?.status == .failed(.userLimitReached))
      #expect(try await store.get(id).coupons.count == 1)
    }
  }

  @Test(arguments: Store.all) func aLineThatWasFailedStaysFailedWhenStockComesBack(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 1).id
      for user in ["winner", "loser"] { _ = try await store.join(id, user: user) }
      try await store.serveLines()
      #expect(try await store.status(id, user: "loser")?.status == .failed(.soldOut))
      let coupon = try #require(try await store.get(id).coupons.first)
      _ = try await store.revoke(coupon, returningStock: true)
      try await store.serveLines()
      #expect(try await store.status(id, user: "loser")?.status == .failed(.soldOut))
      #expect(try await store.issue(id, user: "loser").coupon.sequence == 2, "who asks again may get it")
    }
  }

  /// Many revocations and issues at once: nobody gets a second live coupon, and the sum holds.
  @Test(arguments: Store.all) func revocationsAmongIssuesLoseAndInventNothing(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 40).id
      for number in 0..<40 { _ = try await store.issue(id, user: "user-\(number)") }
      let coupons = try await store.get(id).coupons
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (number, coupon) in coupons.enumerated() {
          group.addTask { _ = try await store.revoke(coupon, returningStock: number % 4 != 0) }
          for server in [store.issueCoupon, store.issueCouponElsewhere] {
            group.addTask { _ = try? await server.execute(.init(campaignID: id, userID: "user-\(number % 10)")) }
            group.addTask { _ = try? await server.execute(.init(campaignID: id, userID: "new-\(number)")) }
          }
        }
        try await group.waitForAll()
      }
      let after = try await store.get(id)
      let live = after.coupons.filter(\.state.isIssued)
      #expect(Set(live.map(\.userID)).count == live.count)
      #expect(after.coupons.map(\.sequence) == Array(1...Int64(after.coupons.count)))
      let withoutStock = 10
      #expect(after.campaign.issuedCoupons == Int64(live.count + withoutStock))
    }
  }
}
