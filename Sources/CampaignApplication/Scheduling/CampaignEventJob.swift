import CampaignDomain
import Synchronization

/// Opens the campaigns whose start has come, or closes those whose end has, by the database's clock, run by run; those
/// that became due while no scheduler ran included. No coupon waits for a close: an issue after the end is refused all
/// the same. Two processes may run the same job at once without harm: what makes an event happen once is decided under
/// the campaign's lock.
///
/// Campaigns whose row is free come first, however many are held; of the held ones a few in turn, each for a moment.
/// Those that were tried in vain are remembered.
public final class CampaignEventJob: ScheduledJob {
  /// The most campaigns of one run, unless told.
  public static let standardLimit = 100
  /// The time for which the row of a held campaign is waited for.
  private static let lockTimeout = Duration.milliseconds(100)

  private let event: CampaignEvent
  private let database: any AgendaDatabase
  private let limit: Int
  private let heldLimit: Int
  private let observer: (any CampaignChangeObserver)?
  private let now: @Sendable () -> ContinuousClock.Instant
  private let retries = Mutex(EventRetries())

  /// Reads from and changes `database`, over one session for a whole run; `observer` hears of each change at once.
  /// `limit` must be above 0; what is due beyond it waits for the next run, and the report says so. `heldLimit`: the
  /// held campaigns of a run that are waited for.
  public init(
    _ event: CampaignEvent, database: any AgendaDatabase, limit: Int = standardLimit, heldLimit: Int = 3,
    observer: (any CampaignChangeObserver)? = nil, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.event = event
    self.database = database
    self.limit = limit
    self.heldLimit = heldLimit
    self.observer = observer
    self.now = now
  }

  /// The line of the log for a campaign that could not be opened or closed.
  public var failureMessage: String {
    switch event {
    case .start: "campaign not opened"
    case .end: "campaign not closed"
    }
  }

  /// Finds what is due and changes it, each campaign in a transaction of its own. Throws only where the database can't
  /// be reached; one campaign's failure stands in the report and stops no other. Held campaigns are waited for until
  /// `end` comes (`nil`: there is no end), or the next event.
  public func runOnce(
    waitingUntil end: ContinuousClock.Instant?
  ) async throws(UseCaseError) -> JobReport {
    let result: Result<JobReport, UseCaseError> = await withCheckedContinuation { continuation in
      database.performJob(completion: { continuation.resume(returning: $0) }) {
        (session) throws(UseCaseError) in
        try self.run(in: session, waitingUntil: end)
      }
    }
    return try result.get()
  }

  private func run(
    in session: any AgendaSession, waitingUntil end: ContinuousClock.Instant?
  ) throws(UseCaseError) -> JobReport {
    let requestTime = now()
    let request = retries.withLock { retries in
      AgendaRequest(
        limit: limit, heldLimit: heldLimit, excluded: retries.resting(.fault, at: requestTime),
        excludedHeld: retries.resting(.held, at: requestTime))
    }
    let agenda = try session.attempt { () throws(RepositoryError) in try session.agenda(of: event, request) }
    var report = JobReport()
    report.nextEvent = agenda.untilNext.map { requestTime + $0 }
    var doneCount = 0
    var heldCount = 0
    for id in agenda.due where heldCount < heldLimit {
      switch try change(id, in: session, report: &report) {
      case .done: doneCount += 1
      // Free a moment ago: the next agenda tells which are now.
      case .held: heldCount += 1
      case .failed: break
      }
    }
    // Campaigns that all failed would fail again at once: the next try may wait.
    report.isCutShort = agenda.due.count == limit && doneCount > 0
    guard !report.isCutShort else { return report }
    let end = [end, report.nextEvent].compactMap(\.self).min()
    for id in agenda.held.prefix(heldLimit - heldCount) {
      // Nobody's opening is late because somebody else's row is held.
      if let end, now() + Self.lockTimeout >= end { break }
      _ = try change(id, in: session, report: &report)
    }
    return report
  }

  private enum Outcome {
    /// It is as it should be, by us or by others, or is gone.
    case done
    case held
    case failed
  }

  private func change(
    _ id: CampaignID, in session: any AgendaSession, report: inout JobReport
  ) throws(UseCaseError) -> Outcome {
    var lateness: Duration?
    let outcome: Outcome
    do throws(UseCaseError) {
      let campaign = try session.change(id, for: Call(), telling: observer, lockTimeout: Self.lockTimeout) { locked in
        let change =
          switch event {
          case .start: locked.campaign.opened(at: locked.now, by: "scheduler")
          case .end: locked.campaign.ended(at: locked.now, by: "scheduler")
          }
        lateness = change?.transitions.last?.lateness
        return change
      }
      if let lateness { report.changed.append(.init(campaignID: id, lateness: lateness)) }
      // Due by the agenda and not by its lock: a clock that was set back between them.
      outcome = event.isAhead(of: try campaign.beforeDurable.get()) ? .failed : .done
    } catch .databaseUnavailable(let retryAfter) {
      throw .databaseUnavailable(retryAfter: retryAfter)
    } catch {
      report.failures.append(.init(campaignID: id, error: error))
      switch error {
      case .overloaded: outcome = .held
      case .campaignNotFound: outcome = .done
      default: outcome = .failed
      }
    }
    let now = now()
    retries.withLock { retries in
      switch outcome {
      case .done: retries.forget(id)
      case .held: retries.failed(id, by: .held, at: now)
      case .failed: retries.failed(id, by: .fault, at: now)
      }
    }
    return outcome
  }
}
