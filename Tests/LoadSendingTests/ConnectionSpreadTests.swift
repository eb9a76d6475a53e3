import Testing

@testable import LoadSending

struct ConnectionSpreadTests {
  /// All spreads that a run may have: as many connections as servers, or more.
  private static let spreads = (1...9).flatMap { servers in
    (1...9).flatMap { threads in
      (servers...60).map { ConnectionSpread(connections: $0, servers: servers, mostLoops: threads) }
    }
  }

  @Test func everyLoopReachesEveryServer() {
    for spread in Self.spreads {
      for loop in 0..<spread.loops {
        #expect(Set(spread.servers(ofLoop: loop)) == Set(0..<spread.servers), "\(spread), loop \(loop)")
      }
    }
  }

  @Test func loopsAndServersHaveAsManyConnectionsAsTheOthersOrOneMore() {
    for spread in Self.spreads {
      let loops = (0..<spread.loops).map { spread.servers(ofLoop: $0) }
      #expect(loops.map(\.count).reduce(0, +) == spread.connections)
      let servers = (0..<spread.servers).map { server in loops.joined().count { $0 == server } }
      for counts in [loops.map(\.count), servers] {
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "\(spread): \(counts)")
      }
    }
  }

  @Test func allThreadsSendWhereTheConnectionsAreEnough() {
    #expect(ConnectionSpread(connections: 8, servers: 1, mostLoops: 4).loops == 4)
    #expect(ConnectionSpread(connections: 8, servers: 2, mostLoops: 4).loops == 4)
    #expect(ConnectionSpread(connections: 8, servers: 3, mostLoops: 4).loops == 2)
    #expect(ConnectionSpread(connections: 2, servers: 2, mostLoops: 4).loops == 1)
    #expect(ConnectionSpread(connections: 3, servers: 1, mostLoops: 8).loops == 3)
  }

  @Test func theCallsInFlightAreSharedOutInFull() {
    for spread in Self.spreads {
      for concurrency in [spread.connections, spread.connections + 1, 1_000] {
        let parts = (0..<spread.loops).map { spread.part(of: concurrency, onLoop: $0) }
        #expect(parts.reduce(0, +) == concurrency && parts.allSatisfy { $0 > 0 })
      }
    }
  }
}
