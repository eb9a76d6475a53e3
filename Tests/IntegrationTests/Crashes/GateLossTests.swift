import CrashChecking
import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing
import TestCluster

extension CrashProof {
  /// The session that tells what is on disk is lost, can't be had, or is another one than before the crash.
  @Suite struct GateLossTests {
    /// The backends whose last statement was a marker.
    private static let markers = """
      FROM pg_stat_activity WHERE application_name LIKE 'campaign-server%' AND query LIKE '%pg_logical_emit_message%'
        AND pid <> pg_backend_pid()
      """

    @Test func aGateWhoseSessionIsTerminatedUnderABurstTellsNothingFalse() async throws {
      try await CrashStage.with { stage in
        let campaigns = try await CrashCampaigns.create(by: stage.clients[0][0], round: 0, selling: 500)
        try await stage.cluster.stopWALWriter()
        try stage.disk.set(.milliseconds(20))
        try await stage.burst(on: campaigns, clients: stage.clients.flatMap { $0 }, seed: CrashSettings.seed) { _ in
          for _ in 0..<5 {
            let count = stage.journal.answerCount
            let isTerminated = try await eventually {
              try stage.stage.database.value("SELECT count(pg_terminate_backend(pid)) \(Self.markers)") != "0"
            }
            #expect(isTerminated)
            // It stands again, and callers get answers.
            #expect(try await eventually { stage.journal.answerCount > count + 200 })
          }
        }
        let first = campaigns.ids.min() ?? 0
        #expect(try stage.contradictions(sinceCampaign: first).isEmpty)
        #expect(stage.journal.surprises.isEmpty, "\(stage.journal.surprises)")
      }
    }

    /// The answer to a COMMIT reaches the server behind a crash that may have taken the commit, when its other sessions
    /// stand anew.
    @Test(.timeLimit(.minutes(1)))
    func aCommitWhoseAnswerComesBehindTheCrashIsNotTakenForSafe() async throws {
      try await PrivateCluster.with { cluster in
        try await cluster.leaveWALWriterAlone()
        try await Stage.with(cluster: cluster.url) { stage in
          try await DatabaseProxy.with(stage.database.url) { proxy in
            let server = try await stage.server(CrashSettings.serverArguments, databaseURL: proxy.url)
            let client = stage.client(of: server)
            let id = try await client.create(coupons: 1_000).id
            let other = try await client.create(coupons: 1_000).id
            #expect(try await client.issue(other, user: "before").coupon != nil)
            try await cluster.stopWALWriter()
            let holder = try stage.holdRow(ofCampaign: id)
            async let crowd = Crowd.call(.ofUsers(40, campaign: id), at: [server])
            #expect(try await stage.waitUntilSomebodyWaitsForALock())
            proxy.arm(.answerComesLate)
            try holder.end()
            #expect(try await eventually { proxy.hasLateAnswer })
            try await cluster.crash(.killedBackend)
            try await cluster.recover(from: .killedBackend)
            #expect(try await client.issuesAgain(other, user: "after", whileHearing: ["OVERLOADED"]))
            proxy.releaseLateAnswer()
            let acknowledged = try await crowd.acknowledged
            let lost = Set(acknowledged).subtracting(try stage.storedCoupons(ofCampaign: id))
            #expect(lost.isEmpty, "acknowledged and lost")
            #expect(try await client.issuesAgain(id, user: "after", whileHearing: ["OVERLOADED"]))
          }
        }
      }
    }

    @Test func aServerWithoutAConnectionForTheGateStillIssues() async throws {
      try await Stage.with { stage in
        let role = try LimitedRole(connections: 20, in: stage)
        let server = try await stage.server(CrashSettings.serverArguments, databaseURL: role.url)
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 100_000).id
        #expect(try await client.issue(id, user: "first").coupon != nil)
        var taken: [OpenTransaction] = []
        func takeTheRest() {
          while let one = try? TestDatabase(at: role.url).openTransaction("SELECT 1") { taken.append(one) }
        }
        let markers = "\(Self.markers) AND usename = '\(role.name)'"
        var round = 0
        // Somebody else takes every connection that is left, and that which the gate's end leaves. The gate may be
        // faster, and shows itself by its markers then.
        let isShutOut = try await eventually {
          takeTheRest()
          try stage.database.query("SELECT pg_terminate_backend(pid) \(markers)")
          takeTheRest()
          round += 1
          let requests = (0..<200).map { IssueCouponRequest(campaignID: id, userID: "user-\(round)-\($0)") }
          let crowd = try await Crowd.call(requests, at: [server])
          // Those who are held when the gate's end is found hear that nobody knows; the next crowd is served without
          // it.
          let isServed = crowd.acknowledged.count == 200
          return try isServed && stage.database.value("SELECT count(*) \(markers)") == "0"
        }
        #expect(isShutOut && !taken.isEmpty)
        for one in taken { try one.end() }
        try stage.database.query("REASSIGN OWNED BY \(role.name) TO CURRENT_USER")
      }
    }
  }
}
