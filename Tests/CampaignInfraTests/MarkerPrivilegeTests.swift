import Foundation
import TestDatabase
import Testing

@testable import CampaignInfra

/// A role that may not send markers is found before a program starts: it would store coupons and tell of none.
@Suite struct MarkerPrivilegeTests {
  @Test func aRoleWithoutThePrivilegeIsRefused() throws {
    let database = try TestDatabase()
    let role = "unprivileged_\(UUID().uuidString.prefix(8).lowercased())"
    try database.query("CREATE ROLE \(role) LOGIN PASSWORD 'secret'")
    defer { _ = try? database.query("DROP ROLE \(role)") }
    var components = try #require(URLComponents(string: database.url))
    (components.user, components.password) = (role, "secret")
    let url = try DatabaseURL(try #require(components.string))
    let postgres = PostgresConfiguration(url: url, applicationName: "test")
    try postgres.probe(sendsMarkers: true)
    try database.query(
      """
      DO $$ DECLARE one regprocedure; BEGIN
        FOR one IN SELECT oid FROM pg_proc WHERE proname = 'pg_logical_emit_message' LOOP
          EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || one || ' FROM PUBLIC';
        END LOOP;
      END $$
      """)
    #expect(throws: MigrationError.noPrivilegeForMarkers) { try postgres.probe(sendsMarkers: true) }
    try postgres.probe()
  }
}
