import Testing

@testable import CampaignInfra

@Suite struct DatabaseURLTests {
  @Test(arguments: ["\n", "\r\n", " \t\n\n", "\u{A0}"]) func whiteSpaceAtTheEndsIsNotPartOfIt(space: String) throws {
    #expect(try DatabaseURL(space + "postgresql://h/d" + space).text == "postgresql://h/d")
    #expect(try DatabaseURL("host=h dbname=d" + space).text == "host=h dbname=d")
  }

  @Test(arguments: [
    ("mysql://root@127.0.0.1/x", "mysql"), ("postgresql+psycopg2://u:secret@h/d", "postgresql+psycopg2"),
    ("jdbc:postgresql://h/d", "jdbc:postgresql"), ("POSTGRESQL://h/d", "POSTGRESQL"), (" https://h", "https"),
  ]) func theSchemeOfAnotherURLIsNamed(text: String, scheme: String) {
    #expect(throws: DatabaseURLError(reason: "its scheme is \(scheme), and has to be postgresql or postgres")) {
      try DatabaseURL(text)
    }
  }

  @Test(arguments: ["secret@u://h/d", "u:secret://h", "my secret://h", "1secret://h", "://secret", "비밀secret://h"])
  func whatIsNoSchemeIsNotShown(text: String) {
    let fault = #expect(throws: DatabaseURLError.self) { try DatabaseURL(text) }
    #expect(fault?.reason.contains("secret") == false)
  }

  @Test(arguments: ["password=a://b host=h", "postgres://h/d", "postgresql:///d?host=/run/postgresql", ""])
  func whatLibpqTakesIsTaken(text: String) throws {
    #expect(try DatabaseURL(text).text == text)
  }

  @Test(arguments: ["connect_timeout=soon", "tcp_user_timeout=3s", "keepalives_idle=99999999999"])
  func aNumberThatLibpqWouldRefuseWhenItConnectsIsRefusedAtOnce(option: String) {
    #expect(throws: DatabaseURLError.self) { try DatabaseURL("postgresql://h/d?\(option)") }
  }
}
