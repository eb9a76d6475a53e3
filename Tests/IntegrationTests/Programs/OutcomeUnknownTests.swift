import NIOCore
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// The connection to PostgreSQL is cut while a COMMIT is under way: nobody knows, and a repeat tells.
  @Suite struct OutcomeUnknownTests {
    @Test(arguments: [DatabaseProxy.Cut.beforeCommitArrives, .afterCommitIsDone])
    func anIssueWhoseCommitWasLostIsUnknownAndItsRepeatTellsTheTruth(cut: DatabaseProxy.Cut) async throws {
      try await Stage.with { stage in
        try await DatabaseProxy.with(stage.database.url) { proxy in
          let client = stage.client(of: try await stage.server(databaseURL: proxy.url))
          let id = try await client.create(coupons: 2).id
          proxy.arm(cut)
          await expect(.outcomeUnknown) { try await client.issue(id, user: "minji") }
          #expect(proxy.hasCut)
          let stored = try stage.storedCoupons(ofCampaign: id)
          #expect(stored.count == (cut == .afterCommitIsDone ? 1 : 0))
          let repeated = try await client.issue(id, user: "minji")
          #expect(repeated.alreadyIssued == (cut == .afterCommitIsDone))
          #expect(repeated.coupon?.sequence == 1)
          if let first = stored.first { #expect(repeated.coupon?.code == first.code) }
          #expect(try stage.storedCoupons(ofCampaign: id).count == 1)
          #expect(try await client.campaign(id).remainingCoupons == 1)
        }
      }
    }

    @Test(arguments: [DatabaseProxy.Cut.beforeCommitArrives, .afterCommitIsDone])
    func aCampaignWhoseCommitWasLostIsUnknownAndItsKeyTellsTheTruth(cut: DatabaseProxy.Cut) async throws {
      try await Stage.with { stage in
        try await DatabaseProxy.with(stage.database.url) { proxy in
          let client = stage.client(of: try await stage.server(databaseURL: proxy.url))
          proxy.arm(cut)
          await expect(.outcomeUnknown) { try await client.create(key: "k") }
          #expect(proxy.hasCut)
          let campaign = try await client.create(key: "k")
          #expect(try stage.database.value("SELECT count(*) FROM campaigns") == "1")
          #expect(try await client.issue(campaign.id, user: "minji").coupon?.sequence == 1)
        }
      }
    }

    @Test func aCallThatReachedItsCommitIsFinishedWhateverItsTime() async throws {
      try await Stage.with { stage in
        try await DatabaseProxy.with(stage.database.url) { proxy in
          let server = try await stage.server(databaseURL: proxy.url)
          let client = stage.client(of: server)
          let id = try await client.create().id
          #expect(try await client.issue(id, user: "jun").coupon?.sequence == 1)
          proxy.arm(.afterFreezing)
          try await RawConnection.with(server) { connection in
            let request = IssueCouponRequest(campaignID: id, userID: "minji")
            try await connection.send(RawFrame.call(.issueCoupon, request, timeoutNanoseconds: 3_000_000_000))
            #expect(try await eventually { proxy.hasCut })
            // Its time goes by, that of a call behind it too; only the one that is undecided is told so.
            let late = IssueCouponRequest(campaignID: id, userID: "late")
            try await connection.send(
              RawFrame.call(.issueCoupon, late, streamID: 3, timeoutNanoseconds: 3_100_000_000))
            let dropped = await connection.answer()
            #expect(dropped?.streamID == 3)
            ExpectedError.deadlineExceeded.check(dropped?.status)
            proxy.isFrozen = false
            await proxy.cutAll()
            let unknown = await connection.answer()
            #expect(unknown?.streamID == 1)
            ExpectedError.outcomeUnknown.check(unknown?.status)
          }
          #expect(try await client.issuesAgain(id, user: "minji"))
          #expect(try stage.storedCoupons(ofCampaign: id).map(\.userID) == ["jun", "minji"])
        }
      }
    }

    @Test func everyCallOfAGroupWhoseCommitWasLostIsToldSo() async throws {
      try await Stage.with { stage in
        try await DatabaseProxy.with(stage.database.url) { proxy in
          let server = try await stage.server(["--lane-capacity", "50"], databaseURL: proxy.url)
          let client = stage.client(of: server)
          let id = try await client.create(coupons: 100).id
          let holder = try stage.holdRow(ofCampaign: id)
          let first = Task {
            _ = await expect(.outcomeUnknown) { try await client.issue(id, user: "first") }
          }
          #expect(try await stage.waitUntilSomebodyWaitsForALock())
          // Fifty fill the lane behind the first, and the next one's refusal says that they are in it. They go along
          // with the first when it has its lock.
          let requests = [IssueCouponRequest].ofUsers(51, campaign: id)
          var reasons: [String?] = []
          try await RawConnection.with(server) { connection in
            var calls = ByteBuffer()
            for (index, request) in requests.enumerated() {
              calls.writeImmutableBuffer(try RawFrame.call(.issueCoupon, request, streamID: UInt32(index * 2 + 1)))
            }
            try await connection.send(calls)
            ExpectedError.overloaded.check(await connection.answer()?.status)
            proxy.arm(.afterCommitIsDone)
            try holder.end()
            while reasons.count < 50, let answer = await connection.answer() { reasons.append(answer.status?.reason) }
          }
          await first.value
          #expect(reasons == Array(repeating: "OUTCOME_UNKNOWN", count: 50))
          #expect(try stage.storedCoupons(ofCampaign: id).count == 51)
          let again = try await Crowd.call(requests.dropLast(), at: [server])
          #expect(again.answers.count == 50)
          #expect(again.answers.allSatisfy { $0.alreadyIssued })
          try stage.expectNothingLostOrOversold(campaign: id, total: 100, acknowledged: again.acknowledged)
        }
      }
    }
  }
}
