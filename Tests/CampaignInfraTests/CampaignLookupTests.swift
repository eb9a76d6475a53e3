import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// Ids that nobody knows are looked up together.
@Suite struct CampaignLookupTests {
  @Test func thoseThatExistAreFoundOfAnyNumber() async throws {
    let fixture = try InfraFixture()
    let ids = [try await fixture.create().id, try await fixture.create().id]
    let session = try PostgresCampaignSession(fixture.postgres)
    #expect(try session.existing([]) == [])
    #expect(try session.existing([.init(rawValue: .min), ids[0], .init(rawValue: .max)]) == [ids[0]])
    let many = (0..<10_000).map { CampaignID(rawValue: Int64($0) * 1_000 - 5_000_000) } + ids
    #expect(try session.existing(many) == Set(ids))
  }

  @Test func aCampaignThatAnotherServerJustCreatedIsFound() async throws {
    let fixture = try InfraFixture()
    let (other, otherEngine) = fixture.anotherEngine()
    defer { other.close(within: .seconds(10)) }
    let next = CampaignID(rawValue: 1)
    #expect(
      await failure { () throws(UseCaseError) in try await fixture.issue(next, user: "a", at: otherEngine) }
        == .campaignNotFound(next))
    let created = try await fixture.create()
    #expect(created.id == next)
    #expect(try await fixture.issue(next, user: "a", at: otherEngine).coupon.sequence == 1)
  }
}
