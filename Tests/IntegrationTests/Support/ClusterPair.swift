import Foundation
import ProcessHarness
import TestCluster
import TestDatabase

/// Two clusters with the same database, of which the second can take the place of the first.
struct ClusterPair {
  let first: PrivateCluster
  let second: PrivateCluster
  /// The databases that programs are given, one on each cluster.
  let firstDatabase: TestDatabase
  let secondDatabase: TestDatabase
  /// Names both, the first in front.
  let url: String

  struct UnusableURL: Error {}

  /// Makes the pair, with the schema on both, and removes it when the body has ended.
  static func with(_ body: (ClusterPair) async throws -> Void) async throws {
    try await PrivateCluster.with { first in
      try await PrivateCluster.with { second in
        try await body(ClusterPair(first, second))
      }
    }
  }

  private init(_ first: PrivateCluster, _ second: PrivateCluster) async throws {
    (self.first, self.second) = (first, second)
    // One user with one password: that is all a URL of several hosts has room for.
    let password = UUID().uuidString
    var ports: [Int] = []
    for cluster in [first, second] {
      try TestDatabase(at: cluster.url).query("CREATE ROLE operator SUPERUSER LOGIN PASSWORD '\(password)'")
      guard let port = URLComponents(string: cluster.url)?.port else { throw UnusableURL() }
      ports.append(port)
      let migration = try await ProgramProcess.run(
        "campaignctl", ["migrate", "up"], environment: ["DATABASE_URL": cluster.url])
      guard migration.status == 0 else { throw PrivateCluster.ScriptFailure(error: migration.error) }
    }
    guard let path = URLComponents(string: first.url)?.path else { throw UnusableURL() }
    let user = "postgresql://operator:\(password)@"
    let hosts = ports.map { "127.0.0.1:\($0)" }
    firstDatabase = TestDatabase(at: "\(user)\(hosts[0])\(path)")
    secondDatabase = TestDatabase(at: "\(user)\(hosts[1])\(path)")
    url = "\(user)\(hosts.joined(separator: ","))\(path)?target_session_attrs=read-write"
  }

  /// The second gets what the first has, as a standby would have it.
  func replicate() throws {
    for (table, key) in [("campaigns", "id"), ("coupons", nil), ("campaign_transitions", "id")] {
      for row in try firstDatabase.query("SELECT t::text FROM \(table) t").compactMap({ $0[0] }) {
        let literal = row.replacing("'", with: "''")
        try secondDatabase.query("INSERT INTO \(table) OVERRIDING SYSTEM VALUE SELECT ('\(literal)'::\(table)).*")
      }
      guard let key else { continue }
      try secondDatabase.query(
        "SELECT setval(pg_get_serial_sequence('\(table)', '\(key)'), (SELECT coalesce(max(\(key)), 1) FROM \(table)))")
    }
  }
}
