import RPCClient
import RPCCodec
import Synchronization
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Campaigns whose rows somebody holds, and what the others notice of it: nothing.
  @Suite struct HeldRowTests {
    /// The campaigns whose calls were told that their row is held, and all other errors.
    private final class Refusals: Sendable {
      let overloaded = Mutex<Set<Int64>>([])
      let others = Mutex<[String]>([])
    }

    /// Asks for a coupon of each campaign again and again, as clients that try again do, until all have one.
    private static func ask(_ ids: [Int64], _ client: CampaignClient, _ refusals: Refusals) async {
      await withTaskGroup(of: Void.self) { group in
        for id in ids {
          group.addTask {
            while !Task.isCancelled {
              do {
                _ = try await client.issue(id, user: "minji")
                return
              } catch RPCClientError.status(let status) where status.reason == "OVERLOADED" {
                refusals.overloaded.withLock { _ = $0.insert(id) }
              } catch {
                refusals.others.withLock { $0.append("\(error)") }
              }
              // The pause of a client before it tries again.
              try? await Task.sleep(for: .milliseconds(50))
            }
          }
        }
      }
    }

    @Test func asManyRowsOfSellingCampaignsAsThereAreConnectionsKeepNobodyWaiting() async throws {
      try await Stage.with { stage in
        let server = try await stage.server(["--issue-connections", "4"])
        let client = stage.client(of: server)
        var ids: [Int64] = []
        for _ in 0..<5 {
          // A stock larger than what can be asked for while the rows are held.
          let id = try await client.create(coupons: 100_000, perUser: 0).id
          for _ in 0..<2 { _ = try await client.issue(id) }
          ids.append(id)
        }
        let free = ids.removeLast()
        let holder = try stage.database.openTransaction(
          "SELECT FROM campaigns WHERE id IN (\(ids.map(String.init).joined(separator: ", "))) FOR UPDATE")
        let refusals = Refusals()
        let asking = Task { [ids] in await Self.ask(ids, client, refusals) }
        defer { asking.cancel() }
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        var latencies: [Duration] = []
        #expect(
          try await eventually {
            let start = ContinuousClock.now
            _ = try await client.issue(free)
            latencies.append(ContinuousClock.now - start)
            return refusals.overloaded.withLock { $0.count == ids.count }
          }, "all are known to be held")
        // Two seconds below the time limit of the locks.
        #expect(latencies.allSatisfy { $0 < .seconds(1) }, "\(latencies.max() ?? .zero)")
        try holder.end()
        await asking.value
        #expect(refusals.others.withLock { $0 } == [])
      }
    }

    @Test func oneThatIsFreeAgainSellsAndThoseNeverHeldDoNotNotice() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        var ids: [Int64] = []
        for _ in 0..<40 { ids.append(try await client.create().id) }
        let free = try await client.create(coupons: 100_000, perUser: 0).id
        _ = try await client.issue(free)
        let freed = ids[17]
        let others = ids.filter { $0 != freed }
        let holder = try stage.holdRow(ofCampaign: freed)
        let holderOfOthers = try stage.database.openTransaction(
          "SELECT FROM campaigns WHERE id IN (\(others.map(String.init).joined(separator: ", "))) FOR UPDATE")
        let refusals = Refusals()
        let asking = Task { [ids] in await Self.ask(ids, client, refusals) }
        defer { asking.cancel() }
        var latencies: [Duration] = []
        func issueOfFree() async throws {
          let start = ContinuousClock.now
          _ = try await client.issue(free)
          latencies.append(ContinuousClock.now - start)
        }
        #expect(
          try await eventually {
            try await issueOfFree()
            return refusals.overloaded.withLock { $0.count == ids.count }
          }, "all are known to be held")
        try holder.end()
        let freedTime = ContinuousClock.now
        #expect(
          try await eventually {
            try await issueOfFree()
            return try stage.database.value("SELECT count(*) FROM coupons WHERE campaign_id = \(freed)") != "0"
          })
        // The promise is two seconds.
        #expect(ContinuousClock.now - freedTime < .seconds(4))
        // A busy machine may delay a few calls; a campaign that was never held waits for no held row.
        let slow = latencies.count { $0 > .seconds(1) }
        #expect(slow * 20 <= latencies.count, "\(slow) of \(latencies.count) calls")
        try holderOfOthers.end()
        #expect(
          try await eventually {
            try stage.database.value("SELECT count(DISTINCT campaign_id) FROM coupons") == "41"
          })
        await asking.value
        #expect(refusals.others.withLock { $0 } == [])
      }
    }
  }
}
