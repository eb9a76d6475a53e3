import Foundation
import Synchronization

/// A copy of a test's database as it was at one moment, on the same cluster: a standby that was behind, or a backup.
public final class DatabaseCopy: Sendable {
  /// A libpq URI of the copy.
  public let url: String
  fileprivate let name: String
  private let administration: String
  /// True once the copy has the name of the database that it replaced.
  fileprivate let isRenamed = Atomic(false)

  fileprivate init(of original: TestDatabase) throws {
    name = "copy_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    administration = original.administration
    var components = URLComponents(string: original.url)
    components?.path = "/\(name)"
    url = components?.string ?? ""
    try TestDatabase.run("CREATE DATABASE \(name) TEMPLATE \(original.name)", on: administration)
  }

  deinit {
    guard !isRenamed.load(ordering: .relaxed) else { return }
    _ = try? TestDatabase.run("DROP DATABASE \(name) WITH (FORCE)", on: administration)
  }

  /// Runs SQL on the copy and returns the one value of it.
  public func value(_ sql: String) throws -> String? {
    try TestDatabase.run(sql, on: url).first?.first ?? nil
  }
}

extension TestDatabase {
  /// Copies the database. Its connections are cut off, and may be made again.
  public func takeCopy() throws -> DatabaseCopy {
    try Self.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS false", on: administration)
    defer { _ = try? Self.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS true", on: administration) }
    try cutOff(name)
    return try DatabaseCopy(of: self)
  }

  /// Puts the copy in the place of this database: what was done here since it was taken is lost, and what was done in
  /// the copy is here.
  public func replace(with copy: DatabaseCopy) throws {
    try cutOff(copy.name)
    try Self.run("DROP DATABASE \(name) WITH (FORCE)", on: administration)
    try Self.run("ALTER DATABASE \(copy.name) RENAME TO \(name)", on: administration)
    copy.isRenamed.store(true, ordering: .relaxed)
  }

  private func cutOff(_ name: String) throws {
    try Self.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'", on: administration)
  }
}
