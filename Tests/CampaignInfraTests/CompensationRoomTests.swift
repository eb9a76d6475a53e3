import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Neither a slow partner nor a row that can't be read makes others wait.
@Suite struct CompensationRoomTests {
  @Test func aSlowPartnerTakesFourTriesAndHoldsNobodyUp() async throws {
    let fixture = try InfraFixture()
    let slow = try await fixture.createRevoking(8)
    for sequence in 1...8 as ClosedRange<Int64> {
      let compensation = try fixture.compensate(slow, sequence: sequence)
      try fixture.set(
        "payload = payload || '{\"deliveryUrl\": \"http://slow.test/\"}', next_attempt_time = now() - interval '1 h'",
        of: compensation)
    }
    let quick = try await fixture.createRevoking()
    let compensation = try fixture.compensate(quick)
    let gate = Gate()
    let partner = RecordedPartner { request in
      if request.url.text.hasPrefix("http://slow.test/") { await gate.wait() }
      return .answer(PartnerAnswer(status: 200))
    }
    let job = fixture.compensations(partner)
    #expect(
      try await eventually {
        _ = try await job.runOnce(waitingUntil: nil)
        return try fixture.column("status", of: compensation) == "COMPLETED"
      })
    #expect(partner.calls.filter { $0.url.text.hasPrefix("http://slow.test/") }.count == 4)
    gate.open()
    await job.waitUntilIdle()
    try await job.finish()
    #expect(try fixture.database.value("SELECT count(*) FROM compensation_failures WHERE status = 'COMPLETED'") == "9")
    #expect(partner.calls.count == 9)
    try fixture.expectStockAddsUp(slow)
  }

  @Test(arguments: [
    ("payload = '[]'", "campaignId"), ("payload = '7'", "campaignId"), ("payload = payload - 'sequence'", "sequence"),
    ("payload = payload || '{\"sequence\": 0}'", "sequence"), ("payload = payload - 'code'", "code"),
    ("payload = payload || '{\"requestId\": \"x\"}'", "requestId"),
    ("payload = payload || '{\"deliveryUrl\": \"ftp://x\"}'", "deliveryUrl"),
    ("payload = payload || '{\"returnStock\": \"perhaps\"}'", "returnStock"),
    ("payload = payload || jsonb_build_object('reason', repeat('x', 20000))", "longer"),
    ("payload = payload - 'deliveryUrl'", "deliveryUrl"), ("compensation_type = 'PAYMENT_REFUND'", "reserved"),
  ]) func aPayloadThatSaysNothingFailsItsTryAlone(change: String, fault: String) async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking(2)
    let broken = try fixture.compensate(id, sequence: 1, setting: "\(change), immediate_count = 3, retry_count = 5")
    try fixture.set("retry_count = 4, next_attempt_time = now() - interval '1 h'", of: broken)
    let sound = try fixture.compensate(id, sequence: 2)
    try await fixture.compensations(RecordedPartner(status: 200)).finish()
    #expect(try fixture.column("status", of: broken) == "FAILED")
    #expect(try fixture.column("error_message", of: broken).contains(fault))
    #expect(try fixture.column("status", of: sound) == "COMPLETED")
  }

  @Test func rowsWithImpossibleTimesAreToldOfAndHoldNobodyUp() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking(6)
    for sequence in 1...5 as ClosedRange<Int64> {
      try fixture.compensate(
        id, sequence: sequence, setting: "created_at = 'infinity', next_attempt_time = now() - interval '1 h'")
    }
    let sound = try fixture.compensate(id, sequence: 6)
    let observer = RecordedCompensations()
    let job = fixture.compensations(RecordedPartner(status: 200), observer: observer)
    for _ in 1...3 { try await job.finish() }
    #expect(try fixture.column("status", of: sound) == "COMPLETED")
    let faults = observer.faults.withLock { $0 }
    #expect(faults.count == 5 && faults.allSatisfy { $0.contains("correct the row in compensation_failures") })
  }
}

/// Lets tasks wait until it is opened.
private final class Gate: Sendable {
  private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      defer { state = (true, []) }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}
