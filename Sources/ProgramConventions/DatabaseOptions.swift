public import ArgumentParser
public import CampaignInfra

/// The flags of programs that work on the database.
public struct DatabaseOptions: ParsableArguments {
  /// A libpq URI; several hosts with target_session_attrs work.
  @Option(help: "The database, such as postgresql://user@127.0.0.1:5432/campaigns (or DATABASE_URL).")
  public var databaseURL: String?

  /// The longest wait for a database that can't be reached yet, starts or has no connection free; zero: none.
  @Option(
    help: ArgumentHelp(
      """
      How long to wait for a database that is not there yet, such as 30s or 2m; 0: not at all. (default: 30s)
      """, valueName: "duration"),
    transform: Duration.waitFlag)
  public var waitForDatabase = Duration.seconds(30)

  /// Makes options to be filled by the parser.
  public init() {}

  /// The database, or a usage error that says how to name one.
  public func url() throws -> DatabaseURL {
    guard let databaseURL, databaseURL.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError(
        "no database: give --database-url or set DATABASE_URL, such as postgresql://user@127.0.0.1:5432/campaigns")
    }
    do throws(DatabaseURLError) {
      return try DatabaseURL(databaseURL)
    } catch {
      throw ValidationError(
        """
        --database-url (or DATABASE_URL) can't be read: \(error.reason); \
        expected a URI such as postgresql://user@127.0.0.1:5432/campaigns
        """)
    }
  }
}
