/// Looks at the database that a program is about to work on, before it does.
public struct SessionProbe: Sendable {
  private let configuration: PostgresConfiguration

  /// A look at this database.
  public init(_ configuration: PostgresConfiguration) {
    self.configuration = configuration
  }

  /// Connects, to a host that takes writes if one does, and for a moment once more. Blocks until `deadline` at the
  /// latest, or until it is interrupted.
  ///
  /// Throws also where what stands between us and PostgreSQL gives each transaction another session: prepared
  /// statements, LISTEN and our settings need one that stays. It takes a second connection to see this; without one
  /// nothing is thrown.
  public func look(
    until deadline: ContinuousClock.Instant? = nil, unless interruption: Interruption? = nil
  ) throws(MigrationError) {
    let isPooled: Bool
    do throws(PostgresError) {
      isPooled = try goesThroughTransactionPooler(until: deadline, unless: interruption)
    } catch {
      throw MigrationError(error)
    }
    if isPooled { throw .transactionPooler }
  }

  private static let longestSecondConnecting = Duration.seconds(3)

  private func goesThroughTransactionPooler(
    until deadline: ContinuousClock.Instant?, unless interruption: Interruption?
  ) throws(PostgresError) -> Bool {
    let first = try configuration.connectToLook(until: deadline, unless: interruption)
    // A pooler without a session for it would keep it waiting for as long as anybody would; others need time after it.
    let left = deadline.map { max(.zero, $0 - .now) / 2 } ?? Self.longestSecondConnecting
    let second = try? configuration.connectToLook(
      until: .now + min(left, Self.longestSecondConnecting), unless: interruption)
    let limit = configuration.responseTimeout(until: deadline)
    let test = second.map { TransactionPoolerTest(first: first, second: $0, limit: limit) }
    return try test?.isPositive() ?? false
  }
}
