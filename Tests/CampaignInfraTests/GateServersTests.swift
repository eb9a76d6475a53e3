import Testing

@testable import CampaignInfra

/// Sessions and gate find each other where proxies or a promotion led them to different servers.
struct GateServersTests {
  private let begin = ContinuousClock.now

  private func server(_ start: String) -> ServerIdentity {
    ServerIdentity(systemIdentifier: "7", timeline: "00000001", startTime: start)
  }

  @Test func theGateConnectsAnewForAServerThatItDoesNotKnow() {
    var servers = GateServers()
    servers.connected(to: server("a"), at: begin)
    #expect(servers.place(of: server("a"), at: begin) == .sameServer)
    #expect(!servers.areSeveral)
    #expect(servers.place(of: server("b"), at: begin) == .otherServer(isNews: true))
    #expect(servers.place(of: server("b"), at: begin) == .otherServer(isNews: false))
    #expect(servers.areSeveral)
    servers.connected(to: server("b"), at: begin)
    #expect(!servers.areSeveral)
    #expect(servers.place(of: server("b"), at: begin) == .sameServer)
    #expect(servers.place(of: server("a"), at: begin) == .leftBehind, "the gate came from there")
  }

  @Test func aSessionWhoseServerTheGateDoesNotComeToWasLeftBehindForAWhile() {
    var servers = GateServers()
    servers.connected(to: server("a"), at: begin)
    _ = servers.place(of: server("b"), at: begin)
    servers.connected(to: server("a"), at: begin)
    #expect(servers.place(of: server("b"), at: begin + .milliseconds(4_999)) == .leftBehind)
    #expect(!servers.areSeveral)
    // The proxy of the gate may have been the slow one.
    #expect(servers.place(of: server("b"), at: begin + .seconds(5)) == .otherServer(isNews: true))
    servers.connected(to: server("b"), at: begin + .seconds(5))
    #expect(servers.place(of: server("b"), at: begin + .seconds(5)) == .sameServer)
    #expect(servers.place(of: server("a"), at: begin + .seconds(5)) == .leftBehind)
  }

  @Test func noMoreServersAreRememberedThanThereIsRoomFor() {
    var servers = GateServers()
    servers.connected(to: server("gate"), at: begin)
    for number in 1...40 { _ = servers.place(of: server("\(number)"), at: begin) }
    #expect(servers.place(of: server("41"), at: begin) == .otherServer(isNews: false))
    servers.connected(to: server("gate"), at: begin)
    #expect(servers.place(of: server("16"), at: begin) == .leftBehind)
    #expect(servers.place(of: server("17"), at: begin) == .otherServer(isNews: true))
  }
}
