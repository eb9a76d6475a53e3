import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// A copy that lags takes the place of the database (an asynchronous failover, a backup that was restored), after
  /// another server issued the lost sequences to others: the row looks exactly as the first server knows it.
  @Suite struct ReplacedDatabaseTests {
    /// The row without what tells it from its double.
    private static let look = "SELECT to_jsonb(campaigns) - 'stamp' FROM campaigns"

    /// Issues six coupons that are in the copy and four that are not.
    private func copyBeforeTheLastFour(
      of id: Int64, at server: RunningServer, on stage: Stage
    ) async throws -> DatabaseCopy {
      let kept = try await Crowd.call(.ofUsers(6, campaign: id), at: [server])
      #expect(kept.answers.count == 6)
      let copy = try stage.database.takeCopy()
      let client = stage.client(of: server)
      for number in 6..<10 { #expect(try await client.issuesAgain(id, user: "lost-\(number)")) }
      return copy
    }

    /// Has another server issue the last four sequences to others in the copy, and puts it in the place of the
    /// database: its row looks like the one that is lost. Returns what those others got.
    private func replaceDatabase(
      with copy: DatabaseCopy, campaign id: Int64, on stage: Stage
    ) async throws -> Crowd {
      let other = try await stage.server(databaseURL: copy.url)
      let found = try await Crowd.call(
        (6..<10).map { IssueCouponRequest(campaignID: id, userID: "found-\($0)") }, at: [other])
      #expect(found.acknowledged.map(\.sequence).sorted() == [7, 8, 9, 10])
      _ = try await other.kill()
      #expect(try copy.value(Self.look) == stage.database.value(Self.look))
      try stage.database.replace(with: copy)
      return found
    }

    @Test func holdersOfTheNewCouponsHearOfNoEndWhoeverKeepsMemoryWarm() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create().id
        let copy = try await copyBeforeTheLastFour(of: id, at: server, on: stage)
        await expect(.soldOut) { try await client.issue(id, user: "loser") }
        let losers = Task {
          while !Task.isCancelled {
            let crowd = try await Crowd.call(.ofUsers(20, campaign: id).map { $0.by("loser") }, at: [server])
            #expect(Set(crowd.failures.keys).isSubset(of: ["SOLD_OUT", "DATABASE_UNAVAILABLE"]))
          }
        }
        defer { losers.cancel() }
        let found = try await replaceDatabase(with: copy, campaign: id, on: stage)
        // Memory may refuse by the lost row for a second, and reconnecting takes its time.
        let first = try #require(found.acknowledged.first)
        try #require(try await client.issuesAgain(id, user: first.userID, whileHearing: ["SOLD_OUT"]))
        for _ in 0..<20 {
          let again = try await Crowd.call(found.requests(of: id), at: [server])
          #expect(again.failures.isEmpty && again.answers.allSatisfy { $0.alreadyIssued })
          #expect(Set(again.acknowledged) == Set(found.acknowledged))
        }
        // Coupons that the copy lost are gone, and the server says so.
        await expect(.soldOut) { try await client.issue(id, user: "lost-7") }
        losers.cancel()
        try await losers.value
        try stage.expectNothingLostOrOversold(campaign: id, total: 10, acknowledged: found.acknowledged)
      }
    }

    @Test func noInnocentCallerHearsAnErrorOfWhatWasLost() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 200).id
        let copy = try await copyBeforeTheLastFour(of: id, at: server, on: stage)
        let found = try await replaceDatabase(with: copy, campaign: id, on: stage)
        #expect(try await client.issuesAgain(id, user: "user-0"), "the server is connected again")
        var requests = [IssueCouponRequest].ofUsers(300, campaign: id).map { $0.by("new") }
        for (index, holder) in found.requests(of: id).enumerated() { requests.insert(holder, at: index * 30) }
        let crowd = try await Crowd.call(requests, at: [server])
        #expect(crowd.failures == ["SOLD_OUT": 110])
        #expect(Set(crowd.acknowledged).isSuperset(of: found.acknowledged))
        #expect(crowd.answers.count { $0.alreadyIssued } == 4)
        try stage.expectNothingLostOrOversold(campaign: id, total: 200, acknowledged: crowd.acknowledged)
      }
    }
  }
}

extension Crowd {
  /// The same calls once more, by those who got a coupon.
  func requests(of id: Int64) -> [IssueCouponRequest] {
    acknowledged.map { IssueCouponRequest(campaignID: id, userID: $0.userID) }
  }
}

extension IssueCouponRequest {
  /// The request of another user with this number.
  func by(_ name: String) -> IssueCouponRequest {
    IssueCouponRequest(campaignID: campaignID, userID: userID.replacing("user", with: name))
  }
}
