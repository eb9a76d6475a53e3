import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// A lock that is waited for only a moment.
@Suite struct LockTimeoutTests {
  @Test func aRequestsOwnLimitHoldsForItsTransactionAlone() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    let session = try PostgresCampaignSession(fixture.postgres)
    let holder = try fixture.database.openTransaction("SELECT FROM campaigns FOR UPDATE")
    let start = ContinuousClock.now
    #expect(throws: RepositoryError.busy(retryAfter: .seconds(1))) {
      try session.lock(IssueQuery(campaign.id, lockTimeout: .milliseconds(1)))
    }
    #expect(ContinuousClock.now - start < .seconds(10), "the connection's own limit")
    try session.rollback()
    try holder.end()
    let locked = try session.lock(
      IssueQuery(campaign.id, users: [UserID(alreadyChecked: "u")], holdersFrom: 0, lockTimeout: .milliseconds(1)))
    #expect(locked?.campaign == campaign && locked?.recentHolders != nil)
    try session.rollback()
    let show = PostgresStatement("show_lock_timeout", "SHOW lock_timeout")
    try session.connection.prepare([show], within: .seconds(10))
    let setting = try session.connection.pipeline([PostgresCommand(show)], within: .seconds(10))
    #expect(try setting[0].text(0, 0) == "10s")
  }
}
