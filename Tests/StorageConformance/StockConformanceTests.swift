import CampaignApplication
import CampaignDomain
import Testing

/// The promises of every store about the stock of a campaign that has issued nothing.
@Suite struct StockConformanceTests {
  @Test(arguments: Store.all) func aStockIsIssuedToItsLastCouponAndNoFurther(_ store: Store) async throws {
    try await store.with { store in
      let created = try await store.create(coupons: 5)
      let stocked = try await store.initStock.execute(.init(campaignID: created.id, stock: 2))
      #expect(stocked.totalCoupons == 2 && stocked.remainingCoupons == 2 && stocked.state == created.state)
      #expect(try await store.get(created.id).campaign == stocked)
      for user in ["a", "b"] { _ = try await store.issue(created.id, user: user) }
      #expect(await failure { () throws(UseCaseError) in try await store.issue(created.id, user: "c") } == .soldOut)
    }
  }

  @Test(arguments: Store.all) func aStockIsSetUntilTheFirstIssueAlone(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 2).id
      _ = try await store.issue(id, user: "a")
      #expect(
        await failure { () throws(UseCaseError) in try await store.initStock.execute(.init(campaignID: id, stock: 3)) }
          == .stockInUse)
      let same = try await store.initStock.execute(.init(campaignID: id, stock: 2))
      #expect(same.remainingCoupons == 1)
    }
  }

  /// Two admins at once: one stock is set, never a part of each.
  @Test(arguments: Store.all) func stocksThatAreSetAtOnceDontMix(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create(coupons: 1).id
      try await withThrowingTaskGroup { group in
        for stock in 2...9 as ClosedRange<Int64> {
          group.addTask { try await store.initStock.execute(.init(campaignID: id, stock: stock)) }
        }
        for try await campaign in group { #expect(campaign.remainingCoupons == campaign.totalCoupons) }
      }
      let campaign = try await store.get(id).campaign
      #expect((2...9).contains(campaign.totalCoupons) && campaign.remainingCoupons == campaign.totalCoupons)
    }
  }
}
