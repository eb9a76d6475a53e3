import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// The stock of a campaign that has issued nothing (seed 001).
@Suite struct InitStockTests {
  private let changes = RecordedChanges()

  private func stock(
    _ count: Int64, of campaign: Campaign, failures: [RepositoryError?] = []
  ) async throws(UseCaseError) -> Campaign {
    let session = ScriptedSession([campaign])
    session.script { $0.failures[.commit] = failures }
    defer { #expect(session.misuses.isEmpty) }
    return try await InitStock(database: ScriptedDatabase(session, servesAtOnce: true), observer: changes)
      .execute(.init(campaignID: campaign.id, stock: count, actor: "admin"))
  }

  @Test(arguments: [CampaignState.scheduled, .open, .paused], [1, 10_000_000] as [Int64])
  func aCampaignThatIssuedNothingIsStocked(state: CampaignState, count: Int64) async throws {
    let campaign = try await stock(count, of: .sample(state))
    #expect(campaign.totalCoupons == count && campaign.remainingCoupons == count && campaign.lastSequence == 0)
    #expect(changes.all == ["7 stocked with \(count) by admin"])
  }

  @Test func theSameStockIsFineInAnyStateAndChangesNothing() async throws {
    for campaign in [Campaign.sample(.closed), .sample(remaining: 1)] {
      #expect(try await stock(1_000, of: campaign) == campaign)
    }
    #expect(changes.all.isEmpty)
  }

  @Test(arguments: [0, -1, 10_000_001, .min, .max] as [Int64]) func otherNumbersAreAFaultOfTheField(count: Int64) async
  {
    do throws(UseCaseError) {
      _ = try await stock(count, of: .sample())
      Issue.record("\(count) was taken")
    } catch {
      guard case .invalidField(let faults) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(faults.map(\.field) == ["stock"])
    }
  }

  @Test func usedStockAndClosedCampaignsAreRefused() async {
    await #expect(throws: UseCaseError.stockInUse) { try await stock(5, of: .sample(remaining: 999)) }
    await #expect(throws: UseCaseError.campaignClosed) { try await stock(5, of: .sample(.closed)) }
    await #expect(throws: UseCaseError.campaignClosed) {
      try await stock(5, of: .sample(endTime: Timestamp.start))
    }
    #expect(changes.all.isEmpty)
  }

  @Test func nobodyIsToldOfAStockThatMayNotHaveBeenSaved() async {
    await #expect(throws: UseCaseError.outcomeUnknown) {
      try await stock(5, of: .sample(), failures: [.outcomeUnknown])
    }
    #expect(changes.all.isEmpty)
  }

  @Test func anUnknownCampaignIsNotFound() async {
    await #expect(throws: UseCaseError.campaignNotFound(CampaignID(rawValue: 9))) {
      try await InitStock(database: ScriptedDatabase(ScriptedSession(), servesAtOnce: true))
        .execute(.init(campaignID: CampaignID(rawValue: 9), stock: 1))
    }
  }
}
