import Testing

@testable import CampaignInfra

/// The sources of a connection's parameters, and which goes first.
@Suite struct ConnectionParametersTests {
  @Test func whatNobodyChoseIsOurs() throws {
    let parameters = try parameters("postgresql://h/d?keepalives_interval=8")
    let options = Dictionary(
      uniqueKeysWithValues: parameters.options(for: try parameters.hosts()[0], address: "10.0.0.1"))
    #expect(options["tcp_user_timeout"] == "3000" && options["keepalives_idle"] == "5")
    #expect(options["keepalives_interval"] == "8" && options["keepalives_count"] == "3")
    #expect(options["fallback_application_name"] == "test" && options["client_encoding"] == "UTF8")
    #expect(options["target_session_attrs"] == "any")
  }

  private func parameters(_ url: String) throws -> ConnectionParameters {
    try ConnectionParameters(PostgresConfiguration(url: try DatabaseURL(url), applicationName: "test"))
  }
}
