/// Looks at the database that a program is about to work on, before it does.
public struct SessionProbe: Sendable {
  /// The findings of one look.
  public struct Finding: Hashable, Sendable {
    /// The host that answered, as `HOST:PORT` or a socket's path.
    public let host: String
    /// True where it takes no writes now.
    public let isReadOnly: Bool
  }

  private let configuration: PostgresConfiguration

  /// A look at this database.
  public init(_ configuration: PostgresConfiguration) {
    self.configuration = configuration
  }

  /// Connects, to a host that takes writes if one does, and for a moment once more. Blocks until `deadline` at the latest,
  /// or until it is interrupted.
  ///
  /// Throws also where what stands between us and PostgreSQL gives each transaction another session: prepared statements,
  /// LISTEN and our settings need one that stays. It takes a second connection to see this; without one nothing is thrown.
  public func look(
    until deadline: ContinuousClock.Instant? = nil, unless interruption: Interruption? = nil
  ) throws(MigrationError) -> Finding {
    let (finding, isPooled): (Finding, Bool)
    do throws(PostgresError) {
      (finding, isPooled) = try lookAndTest(until: deadline, unless: interruption)
    } catch {
      throw MigrationError(error)
    }
    if isPooled { throw .transactionPooler }
    return finding
  }

  private static let longestSecondConnecting = Duration.seconds(3)

  private func lookAndTest(
    until deadline: ContinuousClock.Instant?, unless interruption: Interruption?
  ) throws(PostgresError) -> (Finding, Bool) {
    let first = try configuration.connectToLook(until: deadline, unless: interruption)
    // A pooler without a session for it would keep it waiting for as long as anybody would; others need time after it.
    let left = deadline.map { max(.zero, $0 - .now) / 2 } ?? Self.longestSecondConnecting
    let second = try? configuration.connectToLook(
      until: .now + min(left, Self.longestSecondConnecting), unless: interruption)
    let limit = configuration.responseTimeout(until: deadline)
    let test = second.map { TransactionPoolerTest(first: first, second: $0, limit: limit) }
    return (
      Finding(host: first.host, isReadOnly: first.settings.isReadOnly), try test?.isPositive() ?? false
    )
  }
}
