import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

/// The promises of every store about issuing, asserted through use cases alone.
@Suite struct IssueConformanceTests {
  @Test(arguments: Store.all) func issuingPastStockIsRefusedAsSoldOut(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 2).id
      for user in ["a", "b"] { _ = try await store.issue(id, user: user) }
      #expect(await failure { () throws(UseCaseError) in try await store.issue(id, user: "c") } == .soldOut)
    }
  }

  @Test(arguments: Store.all) func aWinnerGetsTheSameCouponAtAnyServerInEveryState(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 1).id
      let won = try await store.issue(id, user: "winner")
      #expect(!won.alreadyIssued)
      func expectReplay() async throws {
        let again = try await store.issueElsewhere(id, user: "winner")
        #expect(again.coupon == won.coupon && again.alreadyIssued)
      }
      try await expectReplay()
      _ = try await store.pauseCampaign.execute(.init(campaignID: id, actor: "t"))
      try await expectReplay()
      _ = try await store.closeCampaign.execute(.init(campaignID: id, actor: "t"))
      try await expectReplay()
    }
  }

  @Test(arguments: Store.all, [0, 2] as [Int32])
  func aKeyReplaysItsCouponAndRefusesAnotherUser(_ store: Store, limit: Int32) async throws {
    try await store.with { store in
      let id = try await store.create(perUser: limit).id
      let first = try await store.issue(id, user: "a", key: "k")
      let again = try await store.issue(id, user: "a", key: "k")
      #expect(again.coupon == first.coupon && again.alreadyIssued)
      #expect(
        await failure { () throws(UseCaseError) in try await store.issue(id, user: "b", key: "k") }
          == .idempotencyKeyReused)
      #expect(try await store.issue(id, user: "a", key: "k2").coupon.sequence == 2)
    }
  }

  @Test(arguments: Store.all) func withALimitOfOneTheUserIsTheKey(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let first = try await store.issue(id, user: "a", key: "k")
      let again = try await store.issue(id, user: "a", key: "other")
      #expect(again.coupon == first.coupon && again.alreadyIssued)
      #expect(try await store.issue(id, user: "b", key: "k").coupon.sequence == 2)
      let error = await failure { () throws(UseCaseError) in try await store.issue(id, key: "k") }
      guard case .invalidField(let faults) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(faults.map(\.field) == ["user_id"], "a key names nobody")
    }
  }

  @Test(arguments: Store.all) func decomposedAndComposedUsersAreTwoUsers(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 5).id
      let composed = try await store.issue(id, user: "\u{AC00}")
      let decomposed = try await store.issue(id, user: "\u{1100}\u{1161}")
      #expect(!composed.alreadyIssued && !decomposed.alreadyIssued)
      #expect(composed.coupon.sequence != decomposed.coupon.sequence)
    }
  }

  @Test(arguments: Store.all) func aUserWithALimitOfTwoGetsTwo(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(perUser: 2).id
      for sequence in 1...2 {
        #expect(try await store.issue(id, user: "a").coupon.sequence == Int64(sequence))
      }
      #expect(
        await failure { () throws(UseCaseError) in try await store.issue(id, user: "a") }
          == .userLimitReached(limit: 2))
    }
  }

  @Test(arguments: Store.all) func aCallBeforeTheStartIsToldHowLongAndChangesNothing(_ store: Store) async throws {
    try await store.with { store in
      let campaign = try await store.create(start: .after(.seconds(3600)))
      let error = await failure { () throws(UseCaseError) in try await store.issue(campaign.id, user: "a") }
      guard case .campaignNotStarted(let start, let left) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(start == campaign.startTime && left > .seconds(3500) && left <= .seconds(3600))
      #expect(try await store.get(campaign.id).campaign == campaign)
    }
  }

  @Test(arguments: Store.all) func aDueCampaignIsOpenedByItsFirstIssueAndOnlyOnce(_ store: Store) async throws {
    try await store.with { store in
      let campaign = try await store.create(start: .after(.milliseconds(300)))
      let opened = try await eventually {
        await failure { () throws(UseCaseError) in try await store.issue(campaign.id, user: "a") } == nil
      }
      #expect(opened)
      let read = try await store.get(campaign.id)
      #expect(read.campaign.state == .open)
      let start = try #require(campaign.startTime)
      #expect(try #require(read.campaign.openedTime) >= start)
      #expect(read.coupons.allSatisfy { $0.issueTime >= start })
      #expect(try await store.openDueCampaigns.runOnce(waitingUntil: nil).changed.isEmpty)
    }
  }

  @Test(arguments: Store.all) func whatIsDueIsOpenedOnceAndWhatHasEndedIsClosedOnce(_ store: Store) async throws {
    try await store.with { store in
      let due = try await store.create(start: .after(.milliseconds(200)))
      let ending = try await store.create(end: .after(.milliseconds(200)))
      _ = try await store.create(start: .after(.seconds(3600)))
      var changed: [CampaignID] = []
      #expect(
        try await eventually {
          changed += try await store.openDueCampaigns.runOnce(waitingUntil: nil).changed.map(\.campaignID)
          changed += try await store.closeEndedCampaigns.runOnce(waitingUntil: nil).changed.map(\.campaignID)
          return changed.count >= 2
        })
      #expect(Set(changed) == [due.id, ending.id] && changed.count == 2)
      #expect(try await store.get(due.id).campaign.state == .open)
      #expect(try await store.get(ending.id).campaign.state == .closed)
    }
  }

  /// Callers who are few at each of many campaigns may share a transaction; each campaign's rules are its own.
  @Test(arguments: Store.all) func fewCallersAtManyCampaignsGetEachItsStock(_ store: Store) async throws {
    try await store.with { store in
      var ids: [CampaignID] = []
      for _ in 0..<20 { ids.append(try await store.create(coupons: 3).id) }
      let paused = ids.removeLast()
      _ = try await store.pauseCampaign.execute(.init(campaignID: paused, actor: "test"))
      let all = ids + [paused]
      let outcomes = await withTaskGroup(of: (CampaignID, UseCaseError?).self) { group in
        for number in 0..<4 {
          for id in all {
            group.addTask {
              let error = await failure { () throws(UseCaseError) in try await store.issue(id, user: "user-\(number)") }
              return (id, error)
            }
          }
        }
        return await group.reduce(into: [CampaignID: [UseCaseError?]]()) { $0[$1.0, default: []].append($1.1) }
      }
      for id in ids {
        #expect(outcomes[id]?.count { $0 == nil } == 3)
        #expect(outcomes[id]?.count { $0 == .soldOut } == 1)
        #expect(try await store.get(id).coupons.map(\.sequence) == [1, 2, 3])
      }
      #expect(outcomes[paused] == Array(repeating: .campaignPaused, count: 4))
    }
  }

  @Test(arguments: Store.all) func aCrowdAtTwoServersGetsExactlyTheStock(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 300).id
      let servers = [store.issueCoupon, store.issueCouponElsewhere]
      let outcomes = await withTaskGroup(of: UseCaseError?.self) { group in
        for number in 0..<600 {
          let issue = servers[number % 2]
          group.addTask {
            await failure { () throws(UseCaseError) in
              try await issue.execute(.init(campaignID: id, userID: "user-\(number)"))
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 == nil } == 300)
      #expect(outcomes.count { $0 == .soldOut } == 300)
      let read = try await store.get(id)
      #expect(read.campaign.remainingCoupons == 0)
      #expect(read.coupons.map(\.sequence) == Array(1...300))
      #expect(Set(read.coupons.map(\.code)).count == 300 && Set(read.coupons.map(\.userID)).count == 300)
    }
  }

  @Test(arguments: Store.all) func aUserWhoCallsManyTimesAtOnceGetsOneCoupon(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 1000).id
      let servers = [store.issueCoupon, store.issueCouponElsewhere]
      let codes = try await withThrowingTaskGroup(of: CouponCode.self) { group in
        for number in 0..<200 {
          let issue = servers[number % 2]
          group.addTask { try await issue.execute(.init(campaignID: id, userID: "same")).coupon.code }
        }
        return try await group.reduce(into: Set<CouponCode>()) { $0.insert($1) }
      }
      #expect(codes.count == 1)
      #expect(try await store.get(id).coupons.count == 1)
    }
  }
}
