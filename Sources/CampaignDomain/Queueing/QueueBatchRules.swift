/// The rules by which batches serve lines.
public struct QueueBatchRules: Hashable, Sendable {
  /// The numbers of entries that a batch may have.
  public static let sizes: ClosedRange<Int64> = 1...10_000
  /// The numbers of tries that an entry may have.
  public static let attemptCounts: ClosedRange<Int32> = 1...100

  /// The time from the end of a line's batch to its next; zero: there is no pause.
  public var interval: Duration
  /// The most entries of a batch, one of `sizes`.
  public var size: Int64
  /// The time for which a claim holds: when it is over, others take it again.
  public var lease: Duration
  /// The tries after which an entry that errs is given up, one of `attemptCounts`.
  public var maximumAttempts: Int32

  /// A number outside of its range is cut to it.
  public init(
    interval: Duration = .seconds(1), size: Int64 = 100, lease: Duration = .seconds(5), maximumAttempts: Int32 = 5
  ) {
    self.interval = max(.zero, interval)
    self.size = min(max(size, Self.sizes.lowerBound), Self.sizes.upperBound)
    self.lease = lease
    self.maximumAttempts = min(max(maximumAttempts, Self.attemptCounts.lowerBound), Self.attemptCounts.upperBound)
  }

  /// The time until an entry is tried again that erred so many times: 1, 2, 4, 8, 8… s.
  static func retryDelay(afterAttempts count: Int32) -> Duration { .seconds(1 << min(max(count, 1) - 1, 3)) }

  /// The time until a line is tried again whose batch failed so many times in a row: 1, 2, 4… 60 s.
  static func backoff(afterFailures count: Int32) -> Duration { .seconds(min(1 << min(max(count, 1) - 1, 6), 60)) }
}

extension Timestamp {
  /// This time moved by `duration`, or the last one that can be written.
  func moved(by duration: Duration) -> Timestamp { advanced(by: duration) ?? .latest }
}
