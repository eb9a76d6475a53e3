import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Operators are told of what FAILED and of what stands still, until the receiver takes it.
@Suite struct AlertJobTests {
  private func url() throws -> DeliveryURL {
    try #require(try DeliveryURL("http://alerts.test/hook"))
  }

  private func standStill(_ id: CampaignID, in fixture: InfraFixture) throws {
    try fixture.database.query(
      """
      INSERT INTO delivery_standstills (campaign_id, failures, next_attempt_time, since_time, error)
      VALUES (\(id), 3, now(), now(), 'the service answered "401"')
      """)
  }

  private func text(_ request: PartnerRequest) -> String { String(decoding: request.body, as: UTF8.self) }

  @Test func bothAreToldInOneRequestAndOnce() async throws {
    let fixture = try InfraFixture()
    let (id, compensation) = try await fixture.createFailed()
    try standStill(id, in: fixture)
    let receiver = RecordedPartner(status: 200)
    let job = AlertJob(database: fixture.pool, receiver: receiver, url: try url())
    for _ in 1...3 { _ = try await job.runOnce(waitingUntil: nil) }
    let request = try #require(receiver.calls.first)
    #expect(receiver.calls.count == 1 && request.method == .post && request.url.text == "http://alerts.test/hook")
    let body = text(request)
    #expect(
      body.hasPrefix(
        "{\"text\":\"Seonchak: 1 compensation FAILED; deliveries of campaign \(id) stand still\",\"alerts\":["))
    #expect(body.contains("\"type\":\"COMPENSATION_FAILED\",\"compensationId\":\"\(compensation)\""))
    #expect(body.contains("\"type\":\"DELIVERY_STANDSTILL\",\"campaignId\":\"\(id)\""))
    #expect(body.contains("\"errorMessage\":\"the service answered \\\"401\\\"\""))
    let code = try #require(try fixture.database.value("SELECT code FROM coupons"))
    for secret in [code, "partner.test", "u1"] { #expect(!body.contains(secret), "\(body)") }
    #expect(try !fixture.column("alerted_time", of: compensation).isEmpty)
    #expect(try fixture.database.value("SELECT alerted_time IS NOT NULL FROM delivery_standstills") == "t")
  }

  @Test func aReceiverThatFailsIsToldAgainAndRestsBetween() async throws {
    let fixture = try InfraFixture()
    let (_, compensation) = try await fixture.createFailed()
    let clock = Mutex(ContinuousClock.now)
    let status = Mutex(500)
    let receiver = RecordedPartner { _ in .answer(PartnerAnswer(status: status.withLock { $0 })) }
    let faults = Mutex<[AlertFault]>([])
    let job = AlertJob(
      database: fixture.pool, receiver: receiver, url: try url(),
      report: { fault in faults.withLock { $0.append(fault) } }, now: { clock.withLock { $0 } })
    func pass(_ span: Duration) throws {
      clock.withLock { $0 += span }
      let seconds = span.components.seconds
      try fixture.set("lease_end_time = lease_end_time - interval '\(seconds) s'", of: compensation)
    }
    for pause in [1, 2, 4, 8] {
      _ = try await job.runOnce(waitingUntil: nil)
      let count = receiver.calls.count
      _ = try await job.runOnce(waitingUntil: nil)
      #expect(receiver.calls.count == count, "no rest")
      try pass(.seconds(pause))
    }
    #expect(
      receiver.calls.count == 4 && faults.withLock { $0.map(\.pause) } == [1, 2, 4, 8].map { Duration.seconds($0) })
    #expect(try fixture.column("alerted_time", of: compensation).isEmpty)
    status.withLock { $0 = 202 }
    _ = try await job.runOnce(waitingUntil: nil)
    #expect(receiver.calls.count == 5)
    #expect(try !fixture.column("alerted_time", of: compensation).isEmpty)
  }

  @Test func severalSchedulersTellOnce() async throws {
    let fixture = try InfraFixture()
    _ = try await fixture.createFailed()
    let receiver = RecordedPartner(status: 200)
    let jobs = try (1...3).map { _ in AlertJob(database: fixture.pool, receiver: receiver, url: try url()) }
    try await withThrowingTaskGroup { group in
      for job in jobs { group.addTask { _ = try await job.runOnce(waitingUntil: nil) } }
      try await group.waitForAll()
    }
    #expect(receiver.calls.count == 1)
  }

  /// An admin decides while the receiver is being told: the compensation may FAIL anew, and is told of then.
  @Test func anAlertThatIsLateMarksNothing() async throws {
    let fixture = try InfraFixture()
    let (_, compensation) = try await fixture.createFailed()
    let receiver = RecordedPartner { _ in
      _ = try? await ResolveCompensation(.retry, database: fixture.pool).execute(.init(id: compensation))
      return .answer(PartnerAnswer(status: 200))
    }
    _ = try await AlertJob(database: fixture.pool, receiver: receiver, url: try url()).runOnce(waitingUntil: nil)
    #expect(try fixture.column("status", of: compensation) == "PENDING")
    #expect(try fixture.column("alerted_time", of: compensation).isEmpty)
  }

  @Test func whatWasGivenUpOrIsUnderWayIsNotTold() async throws {
    let fixture = try InfraFixture()
    let (id, compensation) = try await fixture.createFailed()
    try fixture.set("discarded_at = now()", of: compensation)
    try fixture.compensate(id, .stockRelease)
    let receiver = RecordedPartner(status: 200)
    _ = try await AlertJob(database: fixture.pool, receiver: receiver, url: try url()).runOnce(waitingUntil: nil)
    #expect(receiver.calls.isEmpty)
  }
}
