import Foundation
import ProcessHarness
import TestDatabase

/// A role that may do everything in a stage's database but connect more often than its limit says.
struct LimitedRole {
  let name: String
  /// The database's URL, with the role.
  let url: String

  private struct UnusableURL: Error {}

  /// Makes the role and gives it the database.
  init(connections: Int, in stage: Stage) throws {
    name = "limited_\(UUID().uuidString.prefix(8).lowercased())"
    guard var components = URLComponents(string: stage.database.url) else { throw UnusableURL() }
    try stage.database.query("CREATE ROLE \(name) SUPERUSER LOGIN CONNECTION LIMIT \(connections) PASSWORD 'secret'")
    // A superuser has no limit; one who may do everything else has.
    try stage.database.query("ALTER ROLE \(name) NOSUPERUSER")
    try stage.database.query("ALTER DATABASE \(components.path.dropFirst()) OWNER TO \(name)")
    try stage.database.query("ALTER SCHEMA public OWNER TO \(name)")
    (components.user, components.password) = (name, "secret")
    guard let url = components.string else { throw UnusableURL() }
    self.url = url
  }
}
