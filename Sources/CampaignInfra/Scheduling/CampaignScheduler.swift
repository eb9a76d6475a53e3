public import CampaignApplication
public import Logging
import Synchronization

/// Opens campaigns at their start and closes them at their end. It sleeps until the next of both, not for a tick; a
/// change of any campaign wakes it, and without a word of one it looks once a second all the same.
public final class CampaignScheduler: Sendable {
  /// The longest time that it sleeps: changes that notifications missed are seen by then.
  public static let longestSleep = Duration.seconds(1)

  /// The time after which it tries again when its jobs could not run.
  public static let retryDelay = Duration.milliseconds(200)

  private let open: CampaignEventJob
  private let close: CampaignEventJob
  private let listener: CampaignChangeListener
  private let sessions: DatabaseSessions
  private let outage: OutageLog
  private let logger: Logger
  private let isStopped = Mutex(false)

  /// A scheduler of these jobs, which `listener` wakes. `sessions` are those that they run on. `outageInterval`: the
  /// time between two lines of an outage in which they can't run.
  public init(
    open: CampaignEventJob, close: CampaignEventJob, listener: CampaignChangeListener, sessions: DatabaseSessions,
    outageInterval: Duration = .seconds(60), logger: Logger
  ) {
    self.open = open
    self.close = close
    self.listener = listener
    self.sessions = sessions
    outage = OutageLog("standstill of the scheduler's jobs", interval: outageInterval, logger: logger)
    self.logger = logger
  }

  /// Works until `stop` is called. `onReady` is called once, when both jobs have run for the first time.
  public func run(onReady: @Sendable () -> Void) async {
    var isReady = false
    // The next event as the run before saw it: what one job waits for must not keep the other from its next event.
    var nextEvent: ContinuousClock.Instant?
    while !isStopped.withLock({ $0 }) {
      let wakeTime: ContinuousClock.Instant
      do {
        // Side by side: a campaign that can't be closed now must not keep another from being opened.
        let limit = nextEvent
        async let opening = open.runOnce(waitingUntil: limit)
        async let closing = close.runOnce(waitingUntil: limit)
        let reports = [try await opening, try await closing]
        nextEvent = reports.compactMap(\.nextEvent).min()
        for (report, verb) in zip(reports, ["opened", "closed"]) { log(report, verb: verb) }
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

  /// The time until which there is nothing to do after these reports.
  static func wakeTime(
    after reports: [CampaignEventReport], now: ContinuousClock.Instant
  ) -> ContinuousClock.Instant {
    if reports.contains(where: \.isCutShort) { return now }
    let latest = now + longestSleep
    return min(reports.compactMap(\.nextEvent).min() ?? latest, latest)
  }

  /// Logs the failures; the jobs' observer has heard of the changes.
  private func log(_ report: CampaignEventReport, verb: String) {
    for failure in report.failures {
      logger.log(
        level: Self.level(of: failure.error), "campaign not \(verb)",
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
