import Foundation
import RPCClient
import RPCCodec
import Synchronization
import TestCluster
import TestDatabase
import Testing

extension CrashProof {
  /// Somebody cancels waits for a standby that stands still: PostgreSQL answers with success, and a warning.
  @Suite struct CancelledWaitTests {
    private static let marker = "pg_logical_emit_message"

    /// The number of callers who were told of a coupon.
    private final class Told: Sendable {
      let count = Atomic(0)
    }

    /// `level`: of the messages that the role asks for; with `error` PostgreSQL would keep the warning to itself.
    @Test(arguments: ["warning", "error"])
    func aCallOrCreationWhoseWaitIsCancelledIsUnknown(level: String) async throws {
      try await StandbyStage.with { stage in
        try stage.stage.database.query("ALTER ROLE CURRENT_USER SET client_min_messages = \(level)")
        let client = try await stage.server().client
        let id = try await client.create(coupons: 100).id
        #expect(try await client.issue(id, user: "before").coupon != nil)
        try await stage.pair.whileStandbyIsFrozen {
          async let issue = expect(.outcomeUnknown) { try await client.issue(id, user: "lone") }
          try await stage.pair.cancelWaits(of: "COMMIT")
          _ = await issue
          async let creation = expect(.outcomeUnknown) { try await client.create(key: "k") }
          try await stage.pair.cancelWaits(of: "COMMIT")
          _ = await creation
        }
        let repeated = try await client.issue(id, user: "lone")
        #expect(repeated.alreadyIssued && repeated.coupon?.sequence == 2)
        let created = try await client.create(key: "k").id
        let ids = try stage.stage.database.query("SELECT id FROM campaigns WHERE idempotency_key = 'k'")
        #expect(ids == [["\(created)"]])
      }
    }

    /// `goesOn`: the standby does, before the held are given up.
    @Test(.enabled("nobody is held") { try await CrashSettings.serverHasGate() }, arguments: [true, false])
    func aMarkerWhoseWaitIsCancelledTellsNothingAndAnotherIsSent(goesOn: Bool) async throws {
      try await StandbyStage.with { stage in
        // The first group waits for the standby itself where the gate was not heard of for a second. Others follow it.
        let callers = try await stage.server(["--group-size", "8"])
        let id = try await callers.client.create(coupons: 100).id
        #expect(try await callers.client.issue(id, user: "before").coupon != nil)
        let told = Told()
        let crowd = try await stage.pair.whileStandbyIsFrozen {
          let holder = try stage.stage.holdRow(ofCampaign: id)
          async let crowd = Crowd.call(.ofUsers(40, campaign: id), at: [callers.server]) {
            told.count.store($0, ordering: .releasing)
          }
          #expect(try await stage.stage.waitUntilSomebodyWaitsForALock())
          try holder.end()
          var cancelled: Set<String> = []
          for _ in 0..<3 {
            var waits: Set<String> = []
            let isAnother = try await eventually {
              waits = try stage.pair.waits(of: Self.marker).subtracting(cancelled)
              return !waits.isEmpty
            }
            #expect(isAnother)
            cancelled.formUnion(waits)
            try await stage.pair.cancelWaits(of: Self.marker)
          }
          #expect(try await eventually { try !stage.pair.waits(of: Self.marker).isSubset(of: cancelled) })
          #expect(told.count.load(ordering: .acquiring) == 0)
          if goesOn { stage.pair.standby.thaw() }
          return try await crowd
        }
        let failures = Set(crowd.failures.keys)
        if goesOn {
          let expected: Set<String> = ["OVERLOADED", "OUTCOME_UNKNOWN"]
          #expect(!crowd.acknowledged.isEmpty && failures.isSubset(of: expected), "\(crowd.failures)")
        } else {
          #expect(crowd.acknowledged.isEmpty && failures.contains("OUTCOME_UNKNOWN"), "\(crowd.failures)")
        }
        #expect(try await callers.client.issuesAgain(id, user: "after"))
        let lost = Set(crowd.acknowledged).subtracting(try stage.stage.storedCoupons(ofCampaign: id))
        #expect(lost.isEmpty, "acknowledged and lost")
      }
    }
  }
}
