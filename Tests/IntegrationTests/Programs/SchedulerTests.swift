import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Any number of schedulers open each campaign once and close what has ended.
  @Suite struct SchedulerTests {
    private struct Opening: Equatable {
      let actor: String
      let isLate: Bool
    }

    /// The openings of a campaign that the database recorded; late means that how late was recorded.
    private func openings(ofCampaign id: Int64, on stage: Stage) throws -> [Opening] {
      try stage.database.query(
        """
        SELECT actor, (lateness_microseconds >= 0)::int FROM campaign_transitions
        WHERE campaign_id = \(id) AND from_state = 'SCHEDULED' AND to_state = 'OPEN'
        """
      ).map { Opening(actor: $0[0] ?? "", isLate: $0[1] == "1") }
    }

    private func wait(for state: CampaignStateMessage, ofCampaign id: Int64, _ client: CampaignClient) async throws
      -> Bool
    {
      try await eventually { try await client.campaign(id).state == state }
    }

    @Test func threeSchedulersOpenEachCampaignOnce() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let schedulers = [try await stage.scheduler(), try await stage.scheduler(), try await stage.scheduler()]
        var ids: [Int64] = []
        for _ in 0..<8 { ids.append(try await client.create(startIn: .milliseconds(700), endIn: .seconds(600)).id) }
        for id in ids {
          #expect(try await wait(for: .open, ofCampaign: id, client))
          #expect(try openings(ofCampaign: id, on: stage) == [Opening(actor: "scheduler", isLate: true)])
          let campaign = try await client.campaign(id)
          let start = try #require(campaign.startTime?.microsecondsSinceEpoch)
          let opened = try #require(campaign.openedTime?.microsecondsSinceEpoch)
          #expect(opened >= start)
          #expect(
            try stage.database.value(
              "SELECT lateness_microseconds FROM campaign_transitions WHERE campaign_id = \(id)") == "\(opened - start)"
          )
        }
        for scheduler in schedulers { #expect(!scheduler.errorSoFar.contains(" error ")) }
      }
    }

    @Test func schedulersAndCallersWhoRaceOpenOnce() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let client = stage.client(of: servers[0])
        _ = [try await stage.scheduler(), try await stage.scheduler()]
        let id = try await client.create(coupons: 50, startIn: .milliseconds(500)).id
        var acknowledged: [Crowd.Acknowledged] = []
        #expect(
          try await eventually {
            acknowledged = try await Crowd.call(.ofUsers(100, campaign: id), at: servers).acknowledged
            return acknowledged.count == 50
          })
        #expect(try await wait(for: .open, ofCampaign: id, client))
        #expect(try openings(ofCampaign: id, on: stage).count == 1)
        #expect(
          try stage.database.value(
            """
            SELECT count(*) FROM coupons JOIN campaigns ON campaigns.id = campaign_id WHERE issue_time < start_time
            """) == "0")
        try stage.expectNothingLostOrOversold(campaign: id, total: 50, acknowledged: acknowledged)
      }
    }

    @Test func aSchedulerThatWasDownCatchesUp() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let late = try await client.create(startIn: .milliseconds(100)).id
        let ended = try await client.create(endIn: .milliseconds(100)).id
        let missed = try await client.create(startIn: .milliseconds(100), endIn: .milliseconds(200)).id
        #expect(try await stage.waitUntilPast("start_time", ofCampaign: late))
        for id in [ended, missed] { #expect(try await stage.waitUntilPast("end_time", ofCampaign: id)) }
        #expect(try await client.campaign(late).state == .scheduled)
        _ = try await stage.scheduler()
        #expect(try await wait(for: .open, ofCampaign: late, client))
        #expect(try openings(ofCampaign: late, on: stage) == [Opening(actor: "scheduler", isLate: true)])
        for id in [ended, missed] { #expect(try await wait(for: .closed, ofCampaign: id, client)) }
        // The campaign ended before any scheduler ran, and never opened.
        #expect(try openings(ofCampaign: missed, on: stage).isEmpty)
        #expect(try await client.campaign(missed).openedTime == nil)
      }
    }

    @Test func aCampaignIsOpenedAndClosedInItsTime() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        _ = try await stage.scheduler()
        let id = try await client.create(startIn: .milliseconds(300), endIn: .seconds(3)).id
        #expect(try await wait(for: .closed, ofCampaign: id, client))
        let transitions = try stage.database.query(
          """
          SELECT from_state, to_state, (lateness_microseconds >= 0)::int FROM campaign_transitions
          WHERE campaign_id = \(id) ORDER BY id
          """)
        #expect(transitions == [["SCHEDULED", "OPEN", "1"], ["OPEN", "CLOSED", "1"]])
      }
    }

    @Test func aCampaignThatIsCreatedWhileItSleepsForAFarOneIsOpened() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let far = try await client.create(startIn: .seconds(3_600)).id
        _ = try await stage.scheduler()
        #expect(
          try await eventually {
            try stage.database.value(
              """
              SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'
              AND application_name LIKE 'campaign-scheduler%'
              """) != "0"
          })
        let near = try await client.create(startIn: .milliseconds(100)).id
        #expect(try await wait(for: .open, ofCampaign: near, client))
        #expect(try await client.campaign(far).state == .scheduled)
        #expect(try openings(ofCampaign: far, on: stage).isEmpty)
      }
    }

    @Test func aCampaignWhoseRowIsHeldDoesNotKeepOthersFromOpening() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let held = try await client.create(startIn: .milliseconds(300)).id
        let free = try await client.create(startIn: .milliseconds(300)).id
        let holder = try stage.holdRow(ofCampaign: held)
        _ = try await stage.scheduler()
        #expect(try await wait(for: .open, ofCampaign: free, client))
        #expect(try await client.campaign(held).state == .scheduled)
        try holder.end()
        #expect(try await wait(for: .open, ofCampaign: held, client))
        #expect(try openings(ofCampaign: held, on: stage).count == 1)
      }
    }

    @Test func aSchedulerThatIsKilledRightAtTheOpeningLeavesItToAnother() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(startIn: .milliseconds(200)).id
        let holder = try stage.holdRow(ofCampaign: id)
        let killed = try await stage.scheduler()
        // The scheduler has begun to open the campaign, and waits for the row.
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        killed.send(SIGKILL)
        #expect(await killed.ending().status == -SIGKILL)
        try holder.end()
        _ = try await stage.scheduler()
        #expect(try await wait(for: .open, ofCampaign: id, client))
        #expect(try openings(ofCampaign: id, on: stage).count == 1)
        #expect(try await client.issue(id, user: "minji").coupon?.sequence == 1)
      }
    }
  }
}
