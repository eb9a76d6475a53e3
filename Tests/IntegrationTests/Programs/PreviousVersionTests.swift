import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

/// The campaign-server of the version before, which `make test` builds from the repository's history.
private enum PreviousVersion {
  static let program = ProcessInfo.processInfo.environment["TEST_PREVIOUS_SERVER"]
  static let reason =
    ProcessInfo.processInfo.environment["TEST_NO_PREVIOUS_SERVER"]
    ?? "TEST_PREVIOUS_SERVER names no program: run the tests with 'make test'"
}

extension Trait where Self == ConditionTrait {
  fileprivate static var needsPreviousVersion: Self {
    .enabled(if: PreviousVersion.program != nil, Comment(rawValue: PreviousVersion.reason))
  }
}

extension ProgramsInOperation {
  /// An upgrade while servers run, and the way back: migrations only add, and both versions keep every promise
  /// meanwhile.
  @Suite(.needsPreviousVersion) struct PreviousVersionTests {
    @Test func theVersionBeforeIssuesOnBesideThisOneFromTheMigrationOn() async throws {
      try await Stage.with { stage in
        let old = try await stage.server(program: try #require(PreviousVersion.program))
        #expect(try stage.database.value("SELECT max(version) FROM schema_migrations") == "1")
        let total = 2_000
        let id = try await stage.client(of: old).create(coupons: Int64(total)).id
        // The schema changes under a crowd of the old server.
        async let crowdOfTheOld = Crowd.call(.ofUsers(800, campaign: id), at: [old])
        let new = try await stage.server()
        let before = try await crowdOfTheOld
        #expect(before.failures.isEmpty && before.answers.allSatisfy { !$0.alreadyIssued })
        #expect(try stage.database.value("SELECT max(version) > 1 FROM schema_migrations") == "t")

        // Everybody asks both of them, three times: those who have a coupon, and more new ones than there are coupons
        // left.
        let requests = (0..<9_000).map { IssueCouponRequest(campaignID: id, userID: "user-\($0 * 7 % 3_000)") }
        let crowd = try await Crowd.call(requests, at: [old, new])
        let losers = crowd.failures
        #expect(losers == ["SOLD_OUT": 3_000])
        let codes = Dictionary(grouping: before.acknowledged + crowd.acknowledged, by: \.userID)
        #expect(codes.count == total && codes.values.allSatisfy { Set($0).count == 1 }, "one coupon a user")
        #expect(crowd.answers.count { !$0.alreadyIssued } == total - 800)
        try stage.expectNothingLostOrOversold(
          campaign: id, total: total, acknowledged: before.acknowledged + crowd.acknowledged)

        // A campaign that the version before creates now, and a pause of each that the other sees.
        let (oldClient, newClient) = (stage.client(of: old), stage.client(of: new))
        let next = try await oldClient.create(key: "next").id
        #expect(try await newClient.create(key: "next").id == next)
        #expect(try await newClient.issue(next, user: "minji").alreadyIssued == false)
        #expect(try await oldClient.issue(next, user: "minji").alreadyIssued)
        for (pausing, asking) in [(oldClient, newClient), (newClient, oldClient)] {
          _ = try await pausing.call(PauseCampaignRequest(campaignID: next))
          await expect(.paused) { try await asking.issue(next, user: "late") }
          _ = try await pausing.call(ResumeCampaignRequest(campaignID: next))
        }
        for (number, client) in [oldClient, newClient, oldClient].enumerated() {
          let reason: Set = ["CAMPAIGN_PAUSED"]
          #expect(try await client.issuesAgain(next, user: "user-\(number)", whileHearing: reason))
        }
        try stage.expectNothingLostOrOversold(campaign: next, total: 10, acknowledged: [])
      }
    }

    @Test func theVersionBeforeServesAgainOnceTheColumnIsGone() async throws {
      try await Stage.with { stage in
        let program = try #require(PreviousVersion.program)
        let new = try await stage.server()
        let id = try await stage.client(of: new).create(coupons: 100).id
        let first = try await Crowd.call(.ofUsers(40, campaign: id), at: [new])
        _ = try await new.kill()
        let refused = try await stage.run(program, ["--migrate"], environment: ["DATABASE_URL": stage.database.url])
        #expect(refused.status == 1 && refused.error.contains("use a newer program"))

        try stage.database.query(OperationsGuide.sql(with: "DROP COLUMN stamp"))
        let old = try await stage.server(program: program)
        let second = try await Crowd.call(.ofUsers(60, campaign: id), at: [old])
        #expect(second.failures.isEmpty && second.answers.count { $0.alreadyIssued } == 40)
        // Both versions issue side by side once more.
        let third = try await Crowd.call(.ofUsers(80, campaign: id), at: [old, try await stage.server()])
        #expect(third.failures.isEmpty && third.answers.count { $0.alreadyIssued } == 60)
        try stage.expectNothingLostOrOversold(
          campaign: id, total: 100, acknowledged: first.acknowledged + second.acknowledged + third.acknowledged)
      }
    }
  }
}
