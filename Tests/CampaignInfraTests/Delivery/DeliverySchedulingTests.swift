import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Jobs that deliver side by side, stand still, end, and find rows that others hold.
@Suite struct DeliverySchedulingTests {
  @Test func threeSchedulersDeliverEachCouponOnce() async throws {
    let fixture = try InfraFixture(connections: 6)
    let id = try await fixture.delivering(300)
    let partner = ScriptedPartner()
    let jobs = (0..<3).map { _ in fixture.deliveries(by: partner) }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for job in jobs {
        group.addTask { try await fixture.run(job, until: "NOT EXISTS (SELECT FROM deliveries)") }
      }
      for try await isOver in group { #expect(isOver) }
    }
    #expect(partner.requests.count == 300)
    #expect(try fixture.line(id)["completed"] == "300")
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func aSlowServiceHasItsPlacesAndMakesNoOtherWait() async throws {
    let fixture = try InfraFixture()
    let slow = try await fixture.delivering(40, url: "http://slow.test/")
    let quick = try await fixture.delivering(40, url: "http://quick.test/")
    let held = ScriptedPartner()
    held.hold()
    let partner = ScriptedPartner()
    let job = fixture.deliveries(by: Switchboard(slow: held, others: partner))
    #expect(try await fixture.run(job, until: "NOT EXISTS (SELECT FROM deliveries WHERE campaign_id = \(quick))"))
    #expect(held.requests.count == 16)
    held.letGo()
    #expect(try await fixture.run(job, until: "NOT EXISTS (SELECT FROM deliveries)"))
    try fixture.expectDeliveriesAddUp(slow)
    try fixture.expectDeliveriesAddUp(quick)
  }

  @Test func nothingIsSentWhenTheLeaseHasNoTimeLeft() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(1)
    let partner = ScriptedPartner()
    // Each look at the clock takes the process four seconds.
    let start = ContinuousClock.now
    let looks = Mutex(0)
    let job = fixture.deliveries(by: partner) {
      looks.withLock { count in
        count += 1
        return start + .seconds(4 * count)
      }
    }
    // Claimed again and again, as nothing counts that was not sent.
    #expect(try await fixture.run(job, until: "(SELECT token >= 3 FROM deliveries)"))
    #expect(partner.requests.isEmpty)
    #expect(try fixture.database.query("SELECT attempts <= 1, may_have_arrived FROM deliveries") == [["t", "f"]])
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func aJobThatEndsSavesWhatIsUnderWayAndTakesNoMore() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(40)
    let partner = ScriptedPartner()
    partner.hold()
    let job = fixture.deliveries(by: partner)
    #expect(
      try await eventually {
        _ = try await job.runOnce(waitingUntil: nil)
        return partner.requests.count == 16
      })
    async let end: Void = job.drain()
    partner.letGo()
    await end
    #expect(partner.requests.count == 16)
    #expect(try fixture.line(id)["completed"] == "16")
    #expect(try fixture.database.value("SELECT count(*) FROM deliveries WHERE lease_end_time IS NOT NULL") == "0")
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func aLineThatSomebodyHoldsIsSavedLater() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(2)
    let partner = ScriptedPartner()
    let job = fixture.deliveries(by: partner)
    let holder = try fixture.database.openTransaction(
      "SELECT FROM campaign_queues WHERE campaign_id = \(id) FOR UPDATE")
    let isHeld = try await eventually {
      try await job.runOnce(waitingUntil: nil).failures.map(\.campaignID) == [id]
    }
    #expect(isHeld)
    try holder.end()
    #expect(try await fixture.run(job, until: "NOT EXISTS (SELECT FROM deliveries)"))
    #expect(partner.requests.count == 2)
    try fixture.expectDeliveriesAddUp(id)
  }

  @Test func aLineWithDeliveriesUnderWayIsNotRemoved() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.delivering(2)
    _ = try await ChangeCampaignState(.close, database: fixture.pool).execute(
      .init(campaignID: id, actor: "test"))
    let prune = QueuePruneJob(database: fixture.pool, retention: .zero)
    for _ in 0..<3 { _ = try await prune.runOnce(waitingUntil: nil) }
    #expect(try fixture.database.value("SELECT count(*) FROM queue_entries") == "2")
    #expect(
      try await fixture.run(
        fixture.deliveries(by: ScriptedPartner()), until: "NOT EXISTS (SELECT FROM deliveries)"))
    for _ in 0..<3 { _ = try await prune.runOnce(waitingUntil: nil) }
    #expect(try fixture.database.value("SELECT count(*) FROM queue_entries") == "0")
    #expect(try fixture.database.value("SELECT count(*) FROM campaign_queues") == "0")
  }

  @Test func aCampaignThatLostItsAddressStandsStill() async throws {
    let fixture = try InfraFixture()
    _ = try await fixture.delivering(1)
    try fixture.database.query("UPDATE campaigns SET delivery_url = NULL")
    let partner = ScriptedPartner()
    #expect(
      try await fixture.run(fixture.deliveries(by: partner), until: "EXISTS (SELECT FROM delivery_standstills)"))
    #expect(partner.requests.isEmpty)
  }

  @Test func manyCampaignsAreAllFound() async throws {
    let fixture = try InfraFixture()
    var ids: [CampaignID] = []
    for _ in 0..<5 { ids.append(try await fixture.delivering(1)) }
    let session = try PostgresCampaignSession(fixture.postgres)
    var pages = [try session.deliveryAgenda(.init(limit: 2))]
    while let last = pages.last?.entries.last {
      pages.append(try session.deliveryAgenda(.init(limit: 2, after: last.campaignID)))
    }
    #expect(pages.map(\.entries.count) == [2, 2, 1, 0])
    #expect(pages.flatMap(\.entries).map(\.campaignID) == ids.sorted())
    #expect(pages.flatMap(\.entries).allSatisfy { $0.untilDue <= .zero })
  }
}

/// Tells services apart by the name of their host.
private struct Switchboard: PartnerService {
  let slow: ScriptedPartner
  let others: ScriptedPartner

  func send(_ request: PartnerRequest) async -> PartnerReply {
    await (request.url.text.contains("slow") ? slow : others).send(request)
  }
}
