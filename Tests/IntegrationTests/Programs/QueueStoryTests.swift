import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Lines that several servers and schedulers work on at once, and that admins stop on their way.
  @Suite struct QueueStoryTests {
    @Test func twoServersJoinAndThreeSchedulersServeWhileSomeAskForTheirCouponAtOnce() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let clients = servers.map { stage.client(of: $0) }
        let id = try await clients[0].create(coupons: 300).id
        for _ in 0..<3 { _ = try await stage.scheduler(["--queue-interval", "0", "--queue-batch", "20"]) }
        let entries: [QueueEntryMessage] = try await withThrowingTaskGroup(of: QueueEntryMessage?.self) { group in
          for number in 0..<500 {
            let client = clients[number % 2]
            group.addTask {
              let joined: QueueEntryMessage?
              do {
                joined = try await client.call(JoinQueueRequest(campaignID: id, userID: "u\(number)")).entry
              } catch RPCClientError.status(let status) where status.reason == "SOLD_OUT" {
                return nil
              }
              // Each tenth asks the other server, too, and doesn't wait for the line.
              if number % 10 == 0 {
                _ = try? await clients[(number + 1) % 2].call(IssueCouponRequest(campaignID: id, userID: "u\(number)"))
              }
              return joined
            }
          }
          return try await group.reduce(into: [QueueEntryMessage]()) { entries, entry in
            if let entry { entries.append(entry) }
          }
        }
        #expect(Set(entries.map(\.userID)).count == entries.count)
        #expect(try await stage.waitUntilServed(campaign: id))
        try stage.expectTheLineEndedWell(campaign: id, total: 300, outOfLine: "u%0")
        #expect(try await clients[0].campaign(id).remainingCoupons == 0)
        // A coupon for each who has an end with one, and every caller is told the same by both servers.
        for entry in entries.prefix(40) {
          let request = GetQueueStatusRequest(campaignID: id, userID: entry.userID)
          let views = try await [clients[0].call(request).entry, clients[1].call(request).entry]
          #expect(views[0] == views[1])
          #expect(
            views[0]?.status == .completed || views[0]?.failureReason == "SOLD_OUT", "\(String(describing: views))")
        }
      }
    }

    @Test func aLineWaitsWhileItsCampaignIsPausedAndEndsWhenItIsClosed() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(coupons: 10_000).id
        try stage.join(5_000, campaign: id)
        _ = try await stage.scheduler(["--queue-interval", "20ms", "--queue-batch", "10"])
        #expect(try await eventually { try stage.line("served > 0", campaign: id) == "true" })
        _ = try await client.call(PauseCampaignRequest(campaignID: id))
        // A claim that was under way is given back.
        #expect(try await eventually { try stage.line("claimed - served", campaign: id) == "0" })
        let issued = try await client.campaign(id).issuedCoupons
        let waiting = try await client.call(GetQueueStatusRequest(campaignID: id, userID: "u5000")).entry
        #expect(waiting?.status == .waiting)
        #expect(waiting?.position == 5_000 - issued)
        #expect(try await client.call(JoinQueueRequest(campaignID: id, userID: "late")).entry?.status == .waiting)
        #expect(try await client.campaign(id).issuedCoupons == issued)
        _ = try await client.call(ResumeCampaignRequest(campaignID: id))
        #expect(try await eventually { try await client.campaign(id).issuedCoupons > issued })
        _ = try await client.call(CloseCampaignRequest(campaignID: id))
        #expect(try await stage.waitUntilServed(campaign: id))
        try stage.expectTheLineEndedWell(campaign: id, total: 10_000)
        let failed = try await client.call(GetQueueStatusRequest(campaignID: id, userID: "late")).entry
        #expect(failed?.failureReason == "CAMPAIGN_CLOSED")
        let info = try await client.call(GetQueueInfoRequest(campaignID: id))
        #expect(info.completedCount + info.failedCount == 5_001)
        #expect(try await client.campaign(id).issuedCoupons == info.completedCount)
      }
    }

    @Test func aLineFailsWhoseCampaignEndsOnItsWay() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(coupons: 10_000, endIn: .seconds(2)).id
        try stage.join(2_000, campaign: id)
        _ = try await stage.scheduler(["--queue-interval", "20ms", "--queue-batch", "5"])
        #expect(try await stage.waitUntilServed(campaign: id))
        try stage.expectTheLineEndedWell(campaign: id, total: 10_000)
        #expect(
          try stage.line("completed > 0 AND failed > 0 AND failed_reason = 'CAMPAIGN_CLOSED'", campaign: id) == "true")
        await #expect(throws: RPCClientError.self) {
          _ = try await client.call(JoinQueueRequest(campaignID: id, userID: "late"))
        }
      }
    }
  }
}
