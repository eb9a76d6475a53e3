public import CampaignApplication
public import Logging
import Synchronization

/// Runs jobs when they are due, such as those that open campaigns at their start and close them at their end. It sleeps
/// until the next event of any job, not for a tick; its wake source may wake it before, as a change of any campaign
/// does, and without a word it looks once a second all the same. Its jobs wait for each other: those that must not have
/// a loop of their own.
public final class CampaignScheduler: Sendable {
  /// The longest time that it sleeps, unless told: changes that notifications missed are seen by then.
  public static let longestSleep = Duration.seconds(1)

  /// The time after which it tries again when its jobs could not run.
  public static let retryDelay = Duration.milliseconds(200)

  private let jobs: [any ScheduledJob]
  private let wakeSource: any WakeSource
  private let longestSleep: Duration
  private let sessions: DatabaseSessions
  private let outage: OutageLog
  private let logger: Logger
  private let isStopped = Mutex(false)

  /// A scheduler of these jobs, which `wakeSource` wakes. `sessions` are those that they run on. `name` stands in the
  /// lines of an outage in which they can't run, and `outageInterval` is the time between two of these.
  public init(
    jobs: [any ScheduledJob], wakeSource: any WakeSource, longestSleep: Duration = CampaignScheduler.longestSleep,
    sessions: DatabaseSessions, name: String = "the scheduler's jobs", outageInterval: Duration = .seconds(60),
    logger: Logger
  ) {
    self.jobs = jobs
    self.wakeSource = wakeSource
    self.longestSleep = longestSleep
    self.sessions = sessions
    outage = OutageLog("standstill of \(name)", interval: outageInterval, logger: logger)
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
        wakeTime = Self.wakeTime(after: reports, now: .now, longestSleep: longestSleep)
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
      await wakeSource.wait(until: wakeTime)
    }
  }

  /// Ends `run` after the job that is under way.
  public func stop() {
    isStopped.withLock { $0 = true }
    wakeSource.stop()
  }

  /// Runs the jobs side by side: a campaign that can't be closed now must not keep another from being opened.
  private func runJobs(waitingUntil end: ContinuousClock.Instant?) async throws -> [JobReport] {
    try await withThrowingTaskGroup(of: JobReport.self) { group in
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
    after reports: [JobReport], now: ContinuousClock.Instant, longestSleep: Duration = longestSleep
  ) -> ContinuousClock.Instant {
    if reports.contains(where: \.isCutShort) { return now }
    let latest = now + longestSleep
    return min(reports.compactMap(\.nextEvent).min() ?? latest, latest)
  }

  /// Logs the failures; the jobs' observer has heard of the changes.
  private func log(_ report: JobReport, of job: any ScheduledJob) {
    for failure in report.failures {
      logger.log(
        level: Self.level(of: failure), "\(job.failureMessage)",
        metadata: ["campaign": "\(failure.campaignID)", "reason": "\(Self.reason(of: failure.error))"])
    }
  }

  private static func reason(of failure: UseCaseError) -> String {
    switch failure {
    case .internalFault(let text): text
    case .overloaded: "somebody holds its row, or its work took longer than it may"
    default: "\(failure)"
    }
  }

  /// Somebody who held the campaign for too long is no fault: often it is another scheduler, which changes it.
  private static func level(of failure: JobReport.Failure) -> Logger.Level {
    if failure.isCritical { return .critical }
    return if case .overloaded = failure.error { .warning } else { .error }
  }
}
