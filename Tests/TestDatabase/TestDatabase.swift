import CLibPQ
import Foundation
import Synchronization

/// A database of one test's own on the cluster that `TEST_DATABASE_URL` names (`make test` sets it); dropped when the
/// value goes. It speaks to PostgreSQL by libpq's simplest calls, beside the code that is tested.
public final class TestDatabase: Sendable {
  /// A libpq URI of the new database.
  public let url: String
  let name: String
  let administration: String
  /// True if the database is dropped when the value goes.
  private let isOwned: Bool

  /// Creates an empty database.
  public convenience init() throws {
    guard let cluster = ProcessInfo.processInfo.environment["TEST_DATABASE_URL"] else {
      throw TestDatabaseError(reason: "TEST_DATABASE_URL names no cluster: run the tests with 'make test'")
    }
    try self.init(on: cluster)
  }

  /// Creates an empty database on the cluster with this URL.
  public init(on cluster: String) throws {
    guard var components = URLComponents(string: cluster) else {
      throw TestDatabaseError(reason: "the cluster's URL can't be read")
    }
    administration = cluster
    let name = "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    self.name = name
    isOwned = true
    components.path = "/\(name)"
    url = components.string ?? ""
    try Self.run("CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8'", on: administration)
  }

  /// A database that is there already, and stays.
  public init(at url: String) {
    self.url = url
    administration = url
    name = URLComponents(string: url).map { String($0.path.dropFirst()) } ?? ""
    isOwned = false
  }

  deinit {
    guard isOwned else { return }
    _ = try? Self.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: administration)
  }

  /// Runs SQL on a connection of its own and returns the rows as text; `nil` is NULL. Throws what PostgreSQL says, with
  /// its SQLSTATE in front.
  @discardableResult
  public func query(_ sql: String) throws -> [[String?]] {
    try Self.run(sql, on: url)
  }

  /// The one value of a query that gives one row with one column.
  public func value(_ sql: String) throws -> String? {
    let rows = try query(sql)
    guard rows.count == 1, let value = rows[0].first else {
      throw TestDatabaseError(reason: "\(rows.count) rows in place of one")
    }
    return value
  }

  /// Runs SQL in a transaction that stays open, with its locks, until `end` is called.
  public func openTransaction(_ sql: String) throws -> OpenTransaction {
    let transaction = try OpenTransaction(url: url)
    try transaction.run("BEGIN")
    try transaction.run(sql)
    return transaction
  }

  @discardableResult
  static func run(_ sql: String, on url: String) throws -> [[String?]] {
    let connection = PQconnectdb(url)
    defer { PQfinish(connection) }
    return try execute(sql, on: connection)
  }

  fileprivate static func execute(_ sql: String, on connection: OpaquePointer?) throws -> [[String?]] {
    guard PQstatus(connection) == CONNECTION_OK else {
      throw TestDatabaseError(reason: String(cString: PQerrorMessage(connection)))
    }
    let result = PQexec(connection, sql)
    defer { PQclear(result) }
    guard [PGRES_TUPLES_OK, PGRES_COMMAND_OK].contains(PQresultStatus(result)) else {
      let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
      throw TestDatabaseError(reason: "\(state) \(String(cString: PQresultErrorMessage(result)))")
    }
    return (0..<PQntuples(result)).map { row in
      (0..<PQnfields(result)).map { column in
        PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
      }
    }
  }
}

/// A transaction that a test holds open on a connection of its own.
public final class OpenTransaction: Sendable {
  /// One thread at a time uses the connection: it is touched under this lock only.
  private let connection: Mutex<Int>

  fileprivate init(url: String) throws {
    connection = Mutex(Int(bitPattern: PQconnectdb(url)))
  }

  deinit {
    connection.withLock { PQfinish(OpaquePointer(bitPattern: $0)) }
  }

  /// Runs SQL inside the transaction.
  public func run(_ sql: String) throws {
    try connection.withLock { _ = try TestDatabase.execute(sql, on: OpaquePointer(bitPattern: $0)) }
  }

  /// Ends the transaction and keeps nothing of it.
  public func end() throws {
    try run("ROLLBACK")
  }
}

/// An error of a test's database.
public struct TestDatabaseError: Error, CustomStringConvertible {
  /// PostgreSQL's message, or the thing that is missing.
  public let reason: String

  /// Makes the error of this reason.
  public init(reason: String) {
    self.reason = reason
  }

  /// The reason.
  public var description: String { reason }
}
