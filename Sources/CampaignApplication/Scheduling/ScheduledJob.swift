/// A job of the scheduler, which runs it again and again.
public protocol ScheduledJob: Sendable {
  /// The line of the log for a campaign that a run could not change, such as `campaign not opened`.
  var failureMessage: String { get }

  /// Does what is due, and reports it. Throws only where nothing could be done; one campaign's failure stands in the
  /// report. Rows that others hold are waited for until `end` comes (`nil`: there is no end), or the next event.
  func runOnce(waitingUntil end: ContinuousClock.Instant?) async throws(UseCaseError) -> JobReport
}
