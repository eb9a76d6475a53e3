import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// Entries that the database refuses, and errors of whole batches.
@Suite struct QueueErrorTests {
  @Test func oneThatErrsBlocksNobodyAndEndsAsADeadLetter() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 500)
    try fixture.join(200, campaign.id)
    try fixture.refuseCoupons(where: "NEW.user_id = 'u77'")
    let job = try fixture.batches()
    #expect(try await fixture.finish(job).isEmpty)
    #expect(try fixture.line(campaign.id)["completed"] == "199" && fixture.line(campaign.id)["set_aside"] == "1")
    #expect(
      try fixture.database.query("SELECT ticket, attempts, error FROM queue_entries WHERE state = 'SET_ASIDE'")
        == [["77", "1", "ERROR P0001: poison u77"]])
    try fixture.expectTheLineAddsUp(campaign.id)
    for attempts in 2...5 {
      // The next try comes; it is not waited for.
      try fixture.database.query("UPDATE queue_entries SET next_attempt_time = now() WHERE state = 'SET_ASIDE'")
      #expect(try await fixture.finish(job).isEmpty)
      #expect(try fixture.database.value("SELECT attempts FROM queue_entries WHERE user_id = 'u77'") == "\(attempts)")
    }
    #expect(
      try fixture.database.query("SELECT state, failure_reason, error FROM queue_entries WHERE error IS NOT NULL")
        == [["FAILED", "ISSUE_FAILED", "ERROR P0001: poison u77"]])
    #expect(try fixture.line(campaign.id)["is_active"] == "f")
    try fixture.expectTheLineAddsUp(campaign.id)
  }

  @Test func oneThatErredAndThenDoesWellHasNoError() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 500)
    try fixture.join(20, campaign.id)
    try fixture.refuseCoupons(where: "NEW.user_id = 'u3'")
    let job = try fixture.batches()
    #expect(try await fixture.finish(job).isEmpty)
    try fixture.database.query("DROP TRIGGER refuse ON coupons")
    #expect(
      try await eventually {
        _ = try await job.runOnce(waitingUntil: nil)
        return try fixture.line(campaign.id)["completed"] == "20"
      })
    #expect(
      try fixture.database.query(
        "SELECT coupon_sequence, attempts, error, next_attempt_time FROM queue_entries WHERE user_id = 'u3'")
        == [["20", "1", nil, nil]])
    try fixture.expectTheLineAddsUp(campaign.id)
  }

  @Test func whereAllErrNothingCountsAndPlacesAreKept() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 500)
    try fixture.join(30, campaign.id)
    try fixture.refuseCoupons(where: "true")
    let job = try fixture.batches()
    let failures = try await fixture.finish(job)
    #expect(failures.map(\.isCritical) == [true])
    let line = try fixture.line(campaign.id)
    #expect(line["served"] == "0" && line["claimed"] == "0" && line["set_aside"] == "0")
    #expect(line["batch_failures"] == "1")
    #expect(
      try fixture.database.value("SELECT count(*) FROM queue_entries WHERE state = 'WAITING' AND attempts = 0") == "30")
    try fixture.database.query("DROP TRIGGER refuse ON coupons")
    #expect(
      try await eventually {
        _ = try await job.runOnce(waitingUntil: nil)
        return try fixture.line(campaign.id)["completed"] == "30"
      })
    #expect(
      try fixture.database.value("SELECT count(*) FROM queue_entries WHERE coupon_sequence = ticket") == "30")
  }

  @Test func anErrorOfTheSchemaIsTheBatchs() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 500)
    try fixture.join(3, campaign.id)
    try fixture.database.query(
      """
      CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM * FROM there_is_no_such_table; RETURN NEW; END $$;
      CREATE TRIGGER broken BEFORE INSERT ON coupons FOR EACH ROW EXECUTE FUNCTION broken()
      """)
    let failures = try await fixture.finish(fixture.batches())
    #expect(failures.count == 1)
    let line = try fixture.line(campaign.id)
    #expect(line["set_aside"] == "0" && line["served"] == "0" && line["batch_failures"] == "1", "\(failures)")
  }

  @Test func aLineThatCanNotBeReadIsAFaultOfItsCampaignAlone() async throws {
    let fixture = try InfraFixture()
    let faulty = try await fixture.create()
    let sound = try await fixture.create()
    for id in [faulty.id, sound.id] { try fixture.join(2, id) }
    try fixture.database.query(
      """
      ALTER TABLE campaign_queues DROP CONSTRAINT campaign_queues_order;
      UPDATE campaign_queues SET served = -1 WHERE campaign_id = \(faulty.id)
      """)
    let job = try fixture.batches()
    let failures = try await fixture.finish(job)
    guard case .internalFault(let text) = failures.first?.error else {
      Issue.record("\(failures)")
      return
    }
    #expect(text.contains("campaign \(faulty.id): in campaign_queues"))
    #expect(try await fixture.finish(job).isEmpty, "it rests")
    #expect(try fixture.line(sound.id)["completed"] == "2")
  }

  @Test func entriesOfCampaignsThatWereClosedLongAgoAreRemoved() async throws {
    let fixture = try InfraFixture()
    let old = try await fixture.create(coupons: 5)
    let young = try await fixture.create(coupons: 5)
    for campaign in [old, young] {
      try fixture.join(1_500, campaign.id)
      _ = try await fixture.finish(fixture.batches())
      _ = try await ChangeCampaignState(.close, database: fixture.pool).execute(
        .init(campaignID: campaign.id, actor: "t"))
    }
    try fixture.database.query(
      """
      UPDATE campaign_transitions SET transition_time = transition_time - interval '31 d'
      WHERE campaign_id = \(old.id) AND to_state = 'CLOSED'
      """)
    let job = QueuePruneJob(database: fixture.pool, retention: .seconds(30 * 86_400))
    var runCount = 0
    while try await job.runOnce(waitingUntil: nil).isCutShort { runCount += 1 }
    #expect(runCount == 2, "a bounded number at a time")
    #expect(
      try fixture.database.query("SELECT campaign_id, count(*) FROM queue_entries GROUP BY campaign_id")
        == [["\(young.id)", "1500"]])
    #expect(try fixture.database.query("SELECT campaign_id FROM campaign_queues") == [["\(young.id)"]])
  }
}
