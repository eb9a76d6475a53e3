import ProgramConventions
import Testing

@Suite struct EndpointTests {
  @Test(arguments: [
    ("127.0.0.1:7400", "127.0.0.1", 7400), ("localhost:1", "localhost", 1), ("[::1]:65535", "::1", 65535),
    ("[fe80::1%eth0]:80", "fe80::1%eth0", 80), ("a-b.example.com:443", "a-b.example.com", 443),
  ])
  func hostAndPortAreTakenApart(text: String, host: String, port: Int) throws {
    let endpoint = try Endpoint.connecting(text)
    #expect(endpoint == Endpoint(host: host, port: port))
    #expect(endpoint.description == text)
  }

  @Test(arguments: [
    "", "7400", "127.0.0.1", ":7400", "host:", "host:x", "host:-1", "host:+1", "host:65536", "host:074000",
    "host:0", "::1:7400", "[::1]", "[]:1", "[localhost]:1", "ho st:1", "http://host:1", "host/:1", "ho\u{0}st:1",
    "host:٧",
  ])
  func whatIsNoHostAndPortIsRefused(text: String) {
    #expect(throws: FlagFault.self) { try Endpoint.connecting(text) }
  }

  @Test func portZeroIsForListeningOnly() throws {
    #expect(try Endpoint.listening("127.0.0.1:0").port == 0)
    #expect(throws: FlagFault("expected a port from 1 to 65535 after the last colon")) {
      try Endpoint.connecting("127.0.0.1:0")
    }
  }

  @Test(arguments: ["http://host:1", "https://host", "grpc://[::1]:7400", "127.0.0.1:7400/", "host:1/path"])
  func aURLIsToldThatOnlyHostAndPortAreWanted(text: String) {
    #expect(throws: FlagFault("expected HOST:PORT without a scheme or a path, such as 127.0.0.1:7400")) {
      try Endpoint.connecting(text)
    }
  }

  @Test func anAddressWithoutBracketsIsToldOfThem() {
    #expect(throws: FlagFault("an IPv6 address goes in brackets, such as [::1]:7400")) {
      try Endpoint.connecting("fe80::1:7400")
    }
  }
}
