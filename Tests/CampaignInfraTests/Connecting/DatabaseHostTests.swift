import Testing

@testable import CampaignInfra

/// libpq's rules for lists of hosts, addresses and ports.
@Suite struct DatabaseHostTests {
  private func list(_ names: String, _ addresses: String = "", _ ports: String = "") throws -> [DatabaseHost] {
    try DatabaseHost.list(names: names, addresses: addresses, ports: ports)
  }

  @Test func onePortIsEveryHosts() throws {
    #expect(try list("a,b", "", "6000").map { $0.label() } == ["a:6000", "b:6000"])
  }

  @Test func severalPortsBelongToTheHostsInOrderAndAnEmptyOneIsTheDefault() throws {
    #expect(try list("a,b,c", "", "1,,3").map { $0.label() } == ["a:1", "b:5432", "c:3"])
  }

  @Test func addressesStandForNamesByTheirPlaces() throws {
    let hosts = try list("a,b", "10.0.0.1,", "")
    #expect(hosts.map(\.address) == ["10.0.0.1", ""])
    #expect(hosts.map(\.name) == ["a", "b"])
    #expect(try list("", "10.0.0.1,::1", "5").map { $0.label() } == ["10.0.0.1:5", "[::1]:5"])
  }

  @Test func withoutAnyHostThereIsTheDefault() throws {
    #expect(try list("") == [DatabaseHost(name: "", address: "", port: "")])
    #expect(try list(",a").map { $0.label() } == ["the default host, port 5432", "a:5432"])
  }

  @Test func socketsAreNamedByTheirFiles() throws {
    let hosts = try list("/run/postgresql,@abstract,h", "", "1,2,3")
    #expect(hosts.map(\.isSocket) == [true, true, false])
    #expect(hosts.map { $0.label() } == ["/run/postgresql/.s.PGSQL.1", "@abstract/.s.PGSQL.2", "h:3"])
  }

  @Test func anAddressIsShownWhereTheNameIsNotTheAddress() throws {
    let host = try #require(try list("db", "", "1").first)
    #expect(host.label(at: "10.0.0.1") == "db:1 (10.0.0.1)")
    #expect(try list("::1", "", "1").first?.label(at: "::1") == "[::1]:1")
  }

  @Test(arguments: [("a,b", "1,2,3", ""), ("a", "", "1,2"), ("", "1,2,3", "1,2")])
  func listsOfDifferentLengthsAreRefused(names: String, addresses: String, ports: String) {
    #expect(throws: ConnectFailure.self) { try list(names, addresses, ports) }
  }
}
