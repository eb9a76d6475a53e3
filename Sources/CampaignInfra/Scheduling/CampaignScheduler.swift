public import CampaignApplication
public import Logging
import Synchronization

/// Runs jobs when they are due, such as those that open campaigns at their start and close them at their end. It sleeps
/// until the next event of any job, not for a tick; a change of any campaign wakes it, and without a word of one it
/// looks once a second all the same.
public final class CampaignScheduler: Sendable {
  /// The longest time that it sleeps: changes that notifications missed are seen by then.
  public static let longestSleep = Duration.seconds(1)

  /// The time after which it tries again when its jobs could not run.
  public static let retryDelay = Duration.milliseconds(200)

  private let jobs: [any ScheduledJob]
  private let listener: CampaignChangeListener
  private let sessions: DatabaseSessions
  private let outage: OutageLog
  private let logger: Logger
  private let isStopped = Mutex(false)

  /// A scheduler of these jobs, which `listener` wakes. `sessions` are those that they run on. `outageInterval`: the
  /// time between two lines of an outage in which they can't run.
  public init(
    jobs: [any ScheduledJob], listener: CampaignChangeListener, sessions: DatabaseSessions,
    outageInterval: Duration = .seconds(60), logger: Logger
  ) {
    self.jobs = jobs
    self.listener = listener
    self.sessions = sessions
    outage = OutageLog("standstill of the scheduler's jobs", interval: outageInterval, logger: logger)
    self.logger = logger
  }

  /// Works until `stop` is called. `onReady` is called once, when every job has run for the first time.
  public func run(onReady: @Sendable () -> Void) async {
    var isReady = false
    // The next event as the run before saw it: what one job waits for must not keep the other from its next event.
    var nextEvent: ContinuousClock.Instant?
    while !isStopped.withLock({ $0 }) {
      let wakeTime: ContinuousClock.Instant
      do {
        let reports = try await runJobs(waitingUntil: nextEvent)
        nextEvent = reports.compactMap(\.nextEvent).min()
        wakeTime = Self.wakeTime(after: reports, now: .now)
        outage.served(0)
        if !isReady {
          isReady = true
          onReady()
        }
      } catch {
        // The log says already that the database is away.
        if !sessions.isOutage { outage.failed(0, Outage.Cause(reason: "\(error)")) }
        wakeTime = .now + Self.retryDelay
      }
      await listener.wait(until: wakeTime)
    }
  }

  /// Ends `run` after the job that is under way.
  public func stop() {
    isStopped.withLock { $0 = true }
    listener.stop()
  }

  /// Runs the jobs side by side: a campaign that can't be closed now must not keep another from being opened.
  private func runJobs(waitingUntil end: ContinuousClock.Instant?) async throws -> [CampaignEventReport] {
    try await withThrowingTaskGroup(of: CampaignEventReport.self) { group in
      for job in jobs {
        group.addTask {
          let report = try await job.runOnce(waitingUntil: end)
          self.log(report, of: job)
          return report
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  /// The time until which there is nothing to do after these reports.
  static func wakeTime(
    after reports: [CampaignEventReport], now: ContinuousClock.Instant
  ) -> ContinuousClock.Instant {
    if reports.contains(where: \.isCutShort) { return now }
    let latest = now + longestSleep
    return min(reports.compactMap(\.nextEvent).min() ?? latest, latest)
  }

  /// Logs the failures; the jobs' observer has heard of the changes.
  private func log(_ report: CampaignEventReport, of job: any ScheduledJob) {
    for failure in report.failures {
      logger.log(
        level: Self.level(of: failure.error), "\(job.failureMessage)",
        metadata: ["campaign": "\(failure.campaignID)", "reason": "\(Self.reason(of: failure.error))"])
    }
  }

  private static func reason(of failure: UseCaseError) -> String {
    if case .internalFault(let text) = failure { text } else { "\(failure)" }
  }

  /// Somebody who held the campaign for too long is no fault: often it is another scheduler, which changes it.
  private static func level(of failure: UseCaseError) -> Logger.Level {
    if case .overloaded = failure { .warning } else { .error }
  }
}
