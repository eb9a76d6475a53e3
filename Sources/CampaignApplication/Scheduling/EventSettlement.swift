import CampaignDomain
import Synchronization

/// Changes the campaigns whose start or end has come, run by run: those whose row is free first, however many are held;
/// of the held ones a few in turn, each for a moment. Remembers which it tried in vain.
final class EventSettlement: Sendable {
  /// The bounds of one run.
  struct Limits: Sendable {
    /// The campaigns of a run.
    var count: Int
    /// The held ones among them that are waited for.
    var heldCount = 3
    /// The time for which each of those is.
    var lockTimeout = Duration.milliseconds(100)
  }

  private let event: CampaignEvent
  private let database: any AgendaDatabase
  private let limits: Limits
  private let observer: (any CampaignChangeObserver)?
  private let now: @Sendable () -> ContinuousClock.Instant
  private let decide: @Sendable (IssueBasis) -> CampaignChange?
  private let retries = Mutex(EventRetries())

  /// `decide` makes the change of a locked campaign; `nil`: there is nothing to do. `observer` hears of each change.
  init(
    _ event: CampaignEvent, in database: any AgendaDatabase, limits: Limits,
    telling observer: (any CampaignChangeObserver)? = nil,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    decide: @escaping @Sendable (IssueBasis) -> CampaignChange?
  ) {
    self.event = event
    self.database = database
    self.limits = limits
    self.observer = observer
    self.now = now
    self.decide = decide
  }

  /// Held ones are waited for until `limit` comes, or the next event.
  func run(waitingUntil limit: ContinuousClock.Instant?) async throws(UseCaseError) -> CampaignEventReport {
    let result: Result<CampaignEventReport, UseCaseError> = await withCheckedContinuation { continuation in
      database.perform(for: Call(), completion: { continuation.resume(returning: $0) }) {
        (session) throws(UseCaseError) in
        try self.run(in: session, waitingUntil: limit)
      }
    }
    return try result.get()
  }

  private func run(
    in session: any AgendaSession, waitingUntil limit: ContinuousClock.Instant?
  ) throws(UseCaseError) -> CampaignEventReport {
    let askedAt = now()
    let request = retries.withLock { retries in
      AgendaRequest(
        limit: limits.count, heldLimit: limits.heldCount, excluded: retries.resting(.fault, at: askedAt),
        excludedHeld: retries.resting(.held, at: askedAt))
    }
    let agenda = try session.attempt { () throws(RepositoryError) in try session.agenda(of: event, request) }
    var report = CampaignEventReport()
    report.nextEvent = agenda.untilNext.map { askedAt + $0 }
    var settledCount = 0
    var heldCount = 0
    for id in agenda.due where heldCount < limits.heldCount {
      switch try settle(id, in: session, report: &report) {
      case .settled: settledCount += 1
      // Free a moment ago: the next agenda tells which are now.
      case .held: heldCount += 1
      case .failed: break
      }
    }
    // Campaigns that all failed would fail again at once: the next try may wait.
    report.isCutShort = agenda.due.count == limits.count && settledCount > 0
    guard !report.isCutShort else { return report }
    let end = [limit, report.nextEvent].compactMap(\.self).min()
    for id in agenda.held.prefix(limits.heldCount - heldCount) {
      // Nobody's opening is late because somebody else's row is held.
      if let end, now() + limits.lockTimeout >= end { break }
      _ = try settle(id, in: session, report: &report)
    }
    return report
  }

  private enum Outcome {
    /// It is as it should be, by us or by others.
    case settled
    case held
    case failed
  }

  private func settle(
    _ id: CampaignID, in session: any AgendaSession, report: inout CampaignEventReport
  ) throws(UseCaseError) -> Outcome {
    var lateness: Duration?
    do throws(UseCaseError) {
      let campaign = try session.change(
        id, for: Call(), telling: observer, lockTimeout: limits.lockTimeout
      ) {
        (locked) throws(CampaignRefusal) in
        let change = decide(locked)
        lateness = change?.transitions.last?.lateness
        return change
      }
      if let lateness { report.changed.append(.init(campaignID: id, lateness: lateness)) }
      // Due by the agenda and not by its lock: a clock that was set back between them.
      return settled(id, event.isAhead(of: campaign) ? .failed : .settled)
    } catch .databaseUnavailable(let retryAfter) {
      throw .databaseUnavailable(retryAfter: retryAfter)
    } catch {
      report.failures.append((id, error))
      switch error {
      case .overloaded: return settled(id, .held)
      case .campaignNotFound: return settled(id, .settled)
      default: return settled(id, .failed)
      }
    }
  }

  private func settled(_ id: CampaignID, _ outcome: Outcome) -> Outcome {
    let now = now()
    retries.withLock { retries in
      switch outcome {
      case .settled: retries.settled(id)
      case .held: retries.failed(id, by: .held, at: now)
      case .failed: retries.failed(id, by: .fault, at: now)
      }
    }
    return outcome
  }
}
