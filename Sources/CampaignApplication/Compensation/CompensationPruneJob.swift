import CampaignDomain

/// Removes compensations that were done, or given up by an admin, long ago, a bounded number at a time; those that
/// FAILED and that nobody gave up stay for ever. Two processes may run it at once without harm.
public final class CompensationPruneJob: ScheduledJob {
  /// The most rows that one transaction removes.
  private static let limit = 1_000

  private let database: any CompensationDatabase
  private let retention: Duration
  private let now: @Sendable () -> ContinuousClock.Instant

  /// Rows stay for `retention` after their end.
  public init(
    database: any CompensationDatabase, retention: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.database = database
    self.retention = retention
    self.now = now
  }

  /// Never used: a failure is of all rows.
  public let failureMessage = "compensations not removed"

  /// Removes what is old enough, up to the limit.
  public func runOnce(waitingUntil _: ContinuousClock.Instant?) async throws(UseCaseError) -> JobReport {
    let retention = retention
    let result: Result<Int, UseCaseError> = await withCheckedContinuation { continuation in
      database.performJob(completion: { continuation.resume(returning: $0) }) {
        (session) throws(UseCaseError) in
        do throws(RepositoryError) {
          return try session.pruneCompensations(endedFor: retention, limit: Self.limit)
        } catch {
          try? session.rollback()
          throw UseCaseError(error)
        }
      }
    }
    var report = JobReport()
    report.isCutShort = try result.get() == Self.limit
    report.nextEvent = now() + QueuePruneJob.interval
    return report
  }
}
