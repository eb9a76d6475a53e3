/// The times by which compensations are tried.
public struct CompensationRules: Hashable, Sendable {
  /// The time from a try to the next, behind the immediate ones.
  public let interval: Duration
  /// The time that the service of a partner has to take a coupon back.
  public let timeout: Duration

  /// The intervals of seed 004 unless told.
  public init(interval: Duration = .seconds(60), timeout: Duration = .seconds(10)) {
    self.interval = interval
    self.timeout = timeout
  }

  /// The time for which a try belongs to whoever claimed it: the partner's answer, and the transaction behind it.
  public var lease: Duration { timeout + Self.transactionTime }

  /// The time for the transactions around a request, the waits for their rows included.
  private static let transactionTime = Duration.seconds(10)
}
