/// Removes the entries of campaigns that were closed long ago, a bounded number at a time. Two processes may run it at
/// once without harm: each row is removed once.
public final class QueuePruneJob: ScheduledJob {
  /// The time between two looks for entries to remove.
  public static let interval = Duration.seconds(60)
  /// The most entries that one transaction removes.
  private static let limit = 1_000

  private let database: any QueueBatchDatabase
  private let retention: Duration
  private let now: @Sendable () -> ContinuousClock.Instant

  /// Entries stay for `retention` after their campaign was closed.
  public init(
    database: any QueueBatchDatabase, retention: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.database = database
    self.retention = retention
    self.now = now
  }

  /// Never used: a failure is of all campaigns.
  public let failureMessage = "entries not removed"

  /// Removes what is old enough, up to the limit.
  public func runOnce(waitingUntil _: ContinuousClock.Instant?) async throws(UseCaseError) -> JobReport {
    let retention = retention
    let result: Result<PrunedEntries, UseCaseError> = await withCheckedContinuation { continuation in
      database.performJob(completion: { continuation.resume(returning: $0) }) {
        (session) throws(UseCaseError) in
        do throws(RepositoryError) {
          return try session.pruneQueues(closedFor: retention, limit: Self.limit)
        } catch {
          try? session.rollback()
          throw UseCaseError(error)
        }
      }
    }
    var report = JobReport()
    report.isCutShort = try result.get().isCutShort
    report.nextEvent = now() + Self.interval
    return report
  }
}
