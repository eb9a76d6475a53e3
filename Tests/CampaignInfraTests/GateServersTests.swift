import Testing

@testable import CampaignInfra

/// Sessions and gate find each other where proxies or a promotion led them to different servers.
struct GateServersTests {
  private func server(_ start: String) -> ServerIdentity {
    ServerIdentity(systemIdentifier: "7", timeline: "00000001", startTime: start)
  }

  @Test func theGateConnectsAnewForAServerThatItDoesNotKnow() {
    var servers = GateServers()
    servers.connected(to: server("a"))
    #expect(servers.place(of: server("a")) == .sameServer)
    #expect(!servers.areSeveral)
    #expect(servers.place(of: server("b")) == .otherServer(isNews: true))
    #expect(servers.place(of: server("b")) == .otherServer(isNews: false))
    #expect(servers.areSeveral)
    servers.connected(to: server("b"))
    #expect(!servers.areSeveral)
    #expect(servers.place(of: server("b")) == .sameServer)
    #expect(servers.place(of: server("a")) == .leftBehind, "the gate came from there")
  }

  @Test func aSessionWhoseServerTheGateDoesNotComeToIsTheOneThatWasLeftBehind() {
    var servers = GateServers()
    servers.connected(to: server("a"))
    _ = servers.place(of: server("b"))
    servers.connected(to: server("a"))
    #expect(servers.place(of: server("b")) == .leftBehind)
    #expect(!servers.areSeveral, "the gate connects anew once for each")
    // The way back is free.
    servers.connected(to: server("b"))
    #expect(servers.place(of: server("b")) == .sameServer)
  }

  @Test func noMoreServersAreRememberedThanThereIsRoomFor() {
    var servers = GateServers()
    servers.connected(to: server("gate"))
    for number in 1...40 { _ = servers.place(of: server("\(number)")) }
    #expect(servers.place(of: server("41")) == .otherServer(isNews: false))
    servers.connected(to: server("gate"))
    #expect(servers.place(of: server("16")) == .leftBehind)
    #expect(servers.place(of: server("17")) == .otherServer(isNews: true))
  }
}
