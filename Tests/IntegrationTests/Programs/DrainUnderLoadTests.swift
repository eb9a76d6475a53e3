import Glibc
import NIOCore
import ProcessHarness
import RPCClient
import RPCCodec
import Synchronization
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Stopping a server that clients don't stop calling: every call gets an answer.
  @Suite struct DrainUnderLoadTests {
    private static let connections = 8
    private static let callsEach = 5_000

    @Test func noCallOfPipeliningClientsIsCutOffWithoutAnAnswer() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let total = Self.connections * Self.callsEach
        let id = try await stage.client(of: server).create(coupons: Int64(total), perUser: 0).id
        var requests = ByteBuffer()
        for number in 0..<Self.callsEach {
          var request = try RawFrame.call(
            .issueCoupon, IssueCouponRequest(campaignID: id), streamID: UInt32(2 * number + 1))
          requests.writeBuffer(&request)
        }
        let answered = AnswerCount()
        let outcomes = try await withThrowingTaskGroup(of: Outcomes.self) { [requests] group in
          for _ in 0..<Self.connections {
            group.addTask {
              let connection = try await RawConnection.connect(to: server)
              async let sending: Void = connection.send(requests)
              var outcomes = Outcomes()
              while let answer = await connection.answer() {
                outcomes.add(answer)
                if answered.increment() == 1_000 { server.process.send(SIGTERM) }
              }
              // Requests that were not sent when the server ended its side never reached it.
              try? await sending
              return outcomes
            }
          }
          return try await group.reduce(into: Outcomes()) { $0.add($1) }
        }
        #expect(outcomes.issued + outcomes.draining == total)
        #expect(outcomes.draining > 0)
        #expect(outcomes.others.isEmpty, "\(outcomes.others)")
        #expect(await server.process.ending().status == 0)
        #expect(try stage.storedCoupons(ofCampaign: id).count == outcomes.issued)
      }
    }

    /// Pauses shorter than the moment that a draining server waits for: nothing that is sent so is lost.
    @Test func whoGoesOnSendingIsAnsweredUntilTheyStop() async throws {
      // A machine that is too busy to send in time proves nothing: another attempt is made.
      for _ in 0..<5 {
        let isProven = try await Stage.with { stage in
          let server = try await stage.server()
          let id = try await stage.client(of: server).create().id
          let connection = try await RawConnection.connect(to: server)
          let calls = try (0..<100).map { number in
            try RawFrame.call(
              .issueCoupon, IssueCouponRequest(campaignID: id, userID: "user-\(number)"),
              streamID: UInt32(2 * number + 1))
          }
          server.process.send(SIGTERM)
          let longestPause = try await connection.send(calls, every: .milliseconds(5))
          var answered: Set<UInt32> = []
          while let answer = await connection.answer() { answered.insert(answer.streamID) }
          #expect(await server.process.ending().status == 0)
          guard longestPause < .milliseconds(40) else { return false }
          #expect(answered.count == calls.count)
          return true
        }
        if isProven { return }
      }
    }

    /// Callers who wait at the drain's limit are told what is known: nothing was done, or nobody knows.
    @Test func aCommitThatIsUnderWayAtTheLimitIsOutcomeUnknown() async throws {
      try await Stage.with { stage in
        try await DatabaseProxy.with(stage.database.url) { proxy in
          let server = try await stage.server(["--drain-timeout", "100ms"], databaseURL: proxy.url)
          let client = stage.client(of: server)
          let id = try await client.create().id
          _ = try await client.issue(id, user: "jun")
          try await RawConnection.with(server) { connection in
            proxy.arm(.afterFreezing)
            try await connection.send(
              RawFrame.call(.issueCoupon, IssueCouponRequest(campaignID: id, userID: "minji")))
            #expect(try await eventually { proxy.isFrozen })
            server.process.send(SIGTERM)
            ExpectedError.outcomeUnknown.check(await connection.answer()?.status)
            #expect(await connection.answer() == nil)
          }
          server.process.send(SIGTERM)
          _ = await server.process.ending()
        }
      }
    }
  }
}

/// The number of calls by their outcome.
private struct Outcomes {
  var issued = 0
  var draining = 0
  var others: [String] = []

  mutating func add(_ answer: RawAnswer) {
    switch answer.status?.reason {
    case nil: issued += 1
    case "DRAINING": draining += 1
    case let reason?: others.append(reason)
    }
  }

  mutating func add(_ more: Outcomes) {
    issued += more.issued
    draining += more.draining
    others += more.others
  }
}

/// The answers of all connections.
private final class AnswerCount: Sendable {
  private let count = Mutex(0)

  func increment() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
