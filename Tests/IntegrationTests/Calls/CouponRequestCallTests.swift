import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Coupon requests over the wire. Lines and entries are written by SQL, as joins and batches leave them.
  @Suite struct CouponRequestCallTests {
    private static let request = "01900000-0000-7000-8000-000000000001"

    /// An entry that waits behind four others, of a campaign that is open.
    private func join(_ stage: Stage, _ client: CampaignClient) async throws -> Int64 {
      let id = try await client.create().id
      try stage.database.query(
        """
        INSERT INTO campaign_queues (campaign_id, last_ticket, next_batch_time, is_active) VALUES (\(id), 5, now(), true);
        INSERT INTO queue_entries (request_id, campaign_id, user_id, ticket, join_time, update_time)
        VALUES ('\(Self.request)', \(id), 'minji', 5, now(), now())
        """)
      return id
    }

    private func wait(_ client: CampaignClient, _ timeout: Duration = .seconds(20)) async throws -> CouponRequestMessage
    {
      try #require(
        try await client.call(WaitCouponRequestRequest(requestID: Self.request), timeout: timeout).request)
    }

    @Test func aRequestIsFoundByItsIdAlone() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await join(stage, client)
        let request = try await client.call(GetCouponRequestRequest(requestID: Self.request.uppercased())).request
        #expect(request?.requestID == Self.request && request?.campaignID == id && request?.userID == "minji")
        #expect(request?.status == .requested && request?.step == "ISSUE" && request?.doneTime == nil)
        for method in ["Get", "Wait"] {
          func call(_ text: String) async throws {
            if method == "Get" {
              _ = try await client.call(GetCouponRequestRequest(requestID: text))
            } else {
              _ = try await client.call(WaitCouponRequestRequest(requestID: text))
            }
          }
          for text in ["", "x", "\(Self.request)0", "01900000000070008000000000000001"] {
            await expect(.invalidField("request_id")) { try await call(text) }
          }
          await expect(.requestNotFound) { try await call("01900000-0000-7000-8000-000000000002") }
        }
      }
    }

    @Test func whoWaitsHearsOfTheEndAndWhoHasNoTimeLeftOfTheStateBefore() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await join(stage, client)
        #expect(try await wait(client, .seconds(1)).status == .requested)
        #expect(try await wait(client, .milliseconds(300)).status == .requested)
        async let waited = wait(client)
        try stage.database.query(
          """
          BEGIN;
          UPDATE campaign_queues SET claimed = 5, served = 5, failed = 1 WHERE campaign_id = \(id);
          UPDATE queue_entries SET state = 'FAILED', failure_reason = 'USER_LIMIT_REACHED', update_time = now();
          COMMIT
          """)
        let request = try await waited
        #expect(request.status == .fail && request.failureReason == "USER_LIMIT_REACHED" && request.doneTime != nil)
        #expect(try await wait(client) == request)
      }
    }

    @Test func theLineIsReadOnceHoweverManyWait() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await join(stage, client)
        try await withThrowingTaskGroup { group in
          for _ in 0..<2_000 { group.addTask { try await wait(client, .seconds(15)) } }
          // Two looks at the line have passed.
          let calls = "(SELECT idx_scan FROM pg_stat_user_tables WHERE relname = 'campaign_queues')"
          let before = Int(try stage.database.value("SELECT \(calls)") ?? "") ?? 0
          #expect(
            try await eventually { (Int(try stage.database.value("SELECT \(calls)") ?? "") ?? 0) > before + 2 })
          try stage.database.query(
            """
            UPDATE queue_entries SET state = 'FAILED', failure_reason = 'SOLD_OUT';
            UPDATE campaign_queues SET claimed = 5, served = 5, failed = 1 WHERE campaign_id = \(id)
            """)
          for try await request in group { #expect(request.status == .fail) }
        }
        let count = try stage.database.value(
          "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'campaign-server%' AND datname = current_database()"
        )
        #expect((Int(count ?? "") ?? 100) < 20, "no connection belongs to a waiter")
      }
    }

    @Test func aDrainAnswersWhoeverWaits() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        _ = try await join(stage, client)
        async let waited = wait(client)
        #expect(
          try await eventually {
            try stage.database.value(
              """
              SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND state = 'idle' AND query LIKE '%campaign_queues AS queue WHERE%'
              """) != "0"
          })
        server.process.send(SIGTERM)
        #expect(try await waited.status == .requested)
        #expect(await server.process.ending().status == 0)
      }
    }

    @Test func aStockIsSetUntilTheFirstIssue() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 1).id
        for stock in [0, -1, 10_000_001] as [Int64] {
          await expect(.invalidField("stock")) { try await client.call(InitStockRequest(campaignID: id, stock: stock)) }
        }
        await expect(.campaignNotFound) { try await client.call(InitStockRequest(campaignID: 999, stock: 5)) }
        let stocked = try await client.call(InitStockRequest(campaignID: id, stock: 2)).campaign
        #expect(stocked?.totalCoupons == 2 && stocked?.remainingCoupons == 2)
        #expect(try await eventually { server.process.errorSoFar.contains("campaign stocked") })
        for user in ["minji", "jun"] { _ = try await client.issue(id, user: user) }
        await expect(.soldOut) { try await client.issue(id, user: "late") }
        #expect(try await client.call(InitStockRequest(campaignID: id, stock: 2)).campaign?.remainingCoupons == 0)
        await expect(.stockInUse) { try await client.call(InitStockRequest(campaignID: id, stock: 3)) }
        let other = try await client.create().id
        _ = try await client.call(CloseCampaignRequest(campaignID: other))
        await expect(.closed) { try await client.call(InitStockRequest(campaignID: other, stock: 3)) }
      }
    }

    @Test func queueOnlyBelongsToTheFieldsOfAKey() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        var request = CreateCampaignRequest(
          name: "대기열", totalCoupons: 5, perUserLimit: 1, idempotencyKey: "k", queueOnly: true)
        let created = try await client.call(request)
        #expect(created.campaign?.queueOnly == true)
        #expect(try await client.campaign(created.campaign?.id ?? 0).queueOnly)
        #expect(try await client.call(request).alreadyCreated)
        await expect(.queueOnly) { try await client.issue(created.campaign?.id ?? 0, user: "minji") }
        request.queueOnly = false
        await expect(.keyReused) { try await client.call(request) }
      }
    }

    @Test func deadLettersAreListed() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await join(stage, client)
        #expect(try await client.call(ListDeadLettersRequest()) == ListDeadLettersResponse())
        let error = String(repeating: "오", count: 3_000)
        try stage.database.query(
          "UPDATE queue_entries SET state = 'FAILED', failure_reason = 'ISSUE_FAILED', attempts = 5, error = '\(error)'"
        )
        let letters = try await client.call(ListDeadLettersRequest(campaignID: id)).deadLetters
        #expect(letters.map(\.requestID) == [Self.request])
        #expect(letters.first?.error == String(repeating: "오", count: 666))
        await expect(.invalidField("page_token")) {
          try await client.call(ListDeadLettersRequest(campaignID: id, pageToken: "x"))
        }
        await expect(.campaignNotFound) { try await client.call(ListDeadLettersRequest(campaignID: 999)) }
      }
    }
  }
}

extension ExpectedError {
  fileprivate static let requestNotFound = ExpectedError(
    code: .notFound, reason: "REQUEST_NOT_FOUND", httpStatus: 404)
  fileprivate static let stockInUse = ExpectedError(
    code: .failedPrecondition, reason: "STOCK_IN_USE", httpStatus: 409)
  fileprivate static let queueOnly = ExpectedError(code: .failedPrecondition, reason: "QUEUE_ONLY", httpStatus: 409)
}
