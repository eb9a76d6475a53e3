public import ArgumentParser

/// The flag of programs that work on the database.
public struct DatabaseOptions: ParsableArguments {
  /// A libpq URI; several hosts with target_session_attrs work.
  @Option(help: "The database, such as postgresql://user@127.0.0.1:5432/campaigns (or DATABASE_URL).")
  public var databaseURL: String?

  /// Makes options to be filled by the parser.
  public init() {}

  /// The database, or a usage error that says how to name one.
  public func requiredURL() throws -> String {
    guard let databaseURL, !databaseURL.isEmpty else {
      throw ValidationError(
        "no database: give --database-url or set DATABASE_URL, such as postgresql://user@127.0.0.1:5432/campaigns")
    }
    return databaseURL
  }
}
