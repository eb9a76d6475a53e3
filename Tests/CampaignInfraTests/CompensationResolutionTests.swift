import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// An admin has a compensation that FAILED tried anew, or gives it up.
@Suite struct CompensationResolutionTests {
  private func resolve(
    _ resolution: ResolveCompensation.Resolution, _ id: Int64, reason: String = "", in fixture: InfraFixture,
    observer: (any CompensationObserver)? = nil
  ) async throws(UseCaseError) -> Compensation {
    try await ResolveCompensation(resolution, database: fixture.pool, observer: observer).execute(
      .init(id: id, reason: reason, actor: "op"))
  }

  @Test func aDiscardRevokesTheCouponWithoutItsStock() async throws {
    let fixture = try InfraFixture()
    let (id, compensation) = try await fixture.createFailed()
    let observer = RecordedCompensations()
    let discarded = try await resolve(.discard, compensation, reason: "lost", in: fixture, observer: observer)
    #expect(discarded.status == .failed && discarded.discardTime != nil && discarded.resolvedBy == "op")
    #expect(discarded.resolution == "lost" && observer.resolutions.withLock { $0 } == [.discard])
    #expect(try await GetCompensation(database: fixture.pool).execute(compensation) == discarded)
    #expect(try fixture.coupon(id) == ["REVOKED", "9"])
    try fixture.expectStockAddsUp(id)
    // Repeating it, and trying it anew, change nothing.
    for resolution in [ResolveCompensation.Resolution.discard, .retry] {
      #expect(
        try await resolve(resolution, compensation, reason: "again", in: fixture, observer: observer) == discarded)
    }
    #expect(observer.resolutions.withLock { $0.count } == 1)
    try await fixture.compensations(RecordedPartner(status: 200)).finish()
    #expect(try fixture.coupon(id) == ["REVOKED", "9"])
  }

  @Test func aRetryIsTriedFromItsFirstTryOn() async throws {
    let fixture = try InfraFixture()
    let (id, compensation) = try await fixture.createFailed()
    try fixture.set("alerted_time = now()", of: compensation)
    let retried = try await resolve(.retry, compensation, reason: "repaired", in: fixture)
    #expect(retried.status == .pending && retried.retryCount == 0 && retried.immediateCount == 0)
    #expect(retried.resolvedBy == "op" && retried.resolution == "repaired" && retried.alertedTime == nil)
    let partner = RecordedPartner(status: 204)
    try await fixture.compensations(partner).finish()
    #expect(partner.calls.count == 1)
    #expect(try fixture.column("status", of: compensation) == "COMPLETED")
    #expect(try fixture.column("resolution", of: compensation) == "repaired")
    #expect(try fixture.coupon(id) == ["REVOKED", "10"])
  }

  @Test(arguments: ["PENDING", "PROCESSING", "COMPLETED"])
  func otherStatesAreAnsweredUnchanged(status: String) async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.createRevoking()
    let isDone = status == "COMPLETED"
    let compensation = try fixture.compensate(
      id,
      setting: "status = '\(status)', completed_at = \(isDone ? "now()" : "NULL")"
        + (isDone ? ", next_attempt_time = NULL" : ""))
    let before = try await GetCompensation(database: fixture.pool).execute(compensation)
    for resolution in [ResolveCompensation.Resolution.discard, .retry] {
      #expect(try await resolve(resolution, compensation, in: fixture) == before)
    }
    #expect(try await GetCompensation(database: fixture.pool).execute(compensation) == before)
  }

  /// A row that can't be read can be given up all the same, and so can one about a coupon that is gone.
  @Test(arguments: ["payload = '[]'", "payload = payload || '{\"campaignId\": \"999\"}'"])
  func whatSaysNothingCanBeGivenUp(change: String) async throws {
    let fixture = try InfraFixture()
    let (id, compensation) = try await fixture.createFailed()
    try fixture.set(change, of: compensation)
    #expect(try await resolve(.discard, compensation, in: fixture).discardTime != nil)
    #expect(try fixture.coupon(id) == ["REVOKE_PENDING", "9"])
  }

  @Test func anUnknownNumberIsNotFound() async throws {
    let fixture = try InfraFixture()
    for id in [Int64.min, 0, 7] {
      for resolution in [ResolveCompensation.Resolution.discard, .retry] {
        let error = await failure { () throws(UseCaseError) in try await resolve(resolution, id, in: fixture) }
        #expect(error == .compensationNotFound(id))
      }
      let get = GetCompensation(database: fixture.pool)
      #expect(await failure { () throws(UseCaseError) in try await get.execute(id) } == .compensationNotFound(id))
    }
  }

  @Test func aReasonThatIsTooLongIsRefused() async throws {
    let fixture = try InfraFixture()
    let (_, compensation) = try await fixture.createFailed()
    let reason = String(repeating: "가", count: 1_001)
    let error = await failure { () throws(UseCaseError) in
      try await resolve(.discard, compensation, reason: reason, in: fixture)
    }
    guard case .invalidField(let faults) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(faults.map(\.field) == ["reason"])
  }
}
