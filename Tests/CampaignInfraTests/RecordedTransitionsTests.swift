import CampaignApplication
import CampaignDomain
import CampaignInfra
import TestDatabase
import Testing

/// The rows that record what became of a campaign.
@Suite struct RecordedTransitionsTests {
  @Test func aCampaignWhoseStartHasComeIsOpenFromItsCreation() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    #expect(campaign.state == .open && campaign.openedTime == campaign.createTime)
    let openings = try fixture.database.value(
      "SELECT count(*) FROM campaign_transitions WHERE to_state = 'OPEN' AND actor = 'create'")
    #expect(openings == "1")
  }

  @Test func transitionsAreRecordedOnceWithWhoAskedForThem() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    let pause = ChangeCampaignState(.pause, database: fixture.pool)
    #expect(try await pause.execute(.init(campaignID: campaign.id, actor: "kim")).state == .paused)
    #expect(try await pause.execute(.init(campaignID: campaign.id, actor: "lee")).state == .paused)
    let resume = ChangeCampaignState(.resume, database: fixture.pool)
    #expect(try await resume.execute(.init(campaignID: campaign.id, actor: "kim")).state == .open)
    let close = ChangeCampaignState(.close, database: fixture.pool)
    #expect(try await close.execute(.init(campaignID: campaign.id, actor: "kim")).state == .closed)
    #expect(
      await failure { () throws(UseCaseError) in
        try await resume.execute(.init(campaignID: campaign.id, actor: "kim"))
      } == .campaignClosed)
    let rows = try fixture.database.query(
      "SELECT from_state, to_state, actor FROM campaign_transitions ORDER BY id")
    #expect(
      rows == [
        ["SCHEDULED", "OPEN", "create"], ["OPEN", "PAUSED", "kim"], ["PAUSED", "OPEN", "kim"],
        ["OPEN", "CLOSED", "kim"],
      ])
  }

}
