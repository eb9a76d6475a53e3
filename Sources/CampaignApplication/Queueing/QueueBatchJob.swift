public import CampaignDomain
import Synchronization

/// Serves the lines of campaigns, each line one batch in turn (seed 001). Any number of schedulers may run it: a line
/// belongs to whoever claimed it, and what is due and when stands in its row.
public final class QueueBatchJob: ScheduledJob {
  /// The number of lines that one look at what is due finds.
  private static let lineLimit = 100
  /// The lines of a run whose held row is waited for.
  private static let heldLimit = 3
  /// The time for which such a row is waited for.
  private static let heldTimeout = Duration.milliseconds(100)
  /// Without a pause between batches, lines are served for so long before their job looks for others.
  private static let roundTime = Duration.milliseconds(50)

  private let database: any QueueBatchDatabase
  private let rules: QueueBatchRules
  private let campaignObserver: (any CampaignChangeObserver)?
  private let observer: (any QueueBatchObserver)?
  private let makeGenerator: @Sendable () -> any RandomNumberGenerator
  private let now: @Sendable () -> ContinuousClock.Instant
  private let retries = Mutex(EventRetries())

  /// The line of the log for a campaign whose batch failed.
  public let failureMessage = "queue not served"

  /// Serves lines by `rules`. `campaignObserver` hears of each campaign that a batch opens, `observer` of each batch.
  /// `makeGenerator` makes a cryptographic source for codes.
  public init(
    database: any QueueBatchDatabase, rules: QueueBatchRules = QueueBatchRules(),
    campaignObserver: (any CampaignChangeObserver)? = nil, observer: (any QueueBatchObserver)? = nil,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() },
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.database = database
    self.rules = rules
    self.campaignObserver = campaignObserver
    self.observer = observer
    self.makeGenerator = makeGenerator
    self.now = now
  }

  /// The longest time for which the job may sleep: joins tell nobody.
  public var longestSleep: Duration { rules.interval < .seconds(1) ? .milliseconds(100) : .seconds(1) }

  /// Serves the lines that are due. Throws only where the database can't be reached; one line's failure stands in the
  /// report and stops no other. Lines whose row is held come last, and are waited for a moment.
  public func runOnce(waitingUntil _: ContinuousClock.Instant?) async throws(UseCaseError) -> JobReport {
    let result: Result<JobReport, UseCaseError> = await withCheckedContinuation { continuation in
      database.performJob(completion: { continuation.resume(returning: $0) }) {
        (session) throws(UseCaseError) in
        try self.run(in: session)
      }
    }
    return try result.get()
  }

  private func run(in session: any QueueBatchSession) throws(UseCaseError) -> JobReport {
    let start = now()
    let excluded = retries.withLock { $0.resting(.fault, at: start) + $0.resting(.held, at: start) }
    let agenda = try session.attempt { () throws(RepositoryError) in
      try session.queueAgenda(QueueAgendaRequest(limit: Self.lineLimit, excluded: excluded))
    }
    var report = JobReport()
    report.nextEvent = agenda.untilNext.map { start + $0 }
    let run = QueueBatchRun(
      session: session, rules: rules, campaignObserver: campaignObserver, observer: observer, now: now)
    var codes = CouponCodeReserve(makeGenerator())
    var due = agenda.due
    var held: [CampaignID] = []
    var hasServed = false
    repeat {
      var dueAgain: [CampaignID] = []
      for id in due where !session.isOver {
        switch try serve(id, by: run, codes: &codes, report: &report) {
        case .served(let isDueAgain):
          hasServed = true
          if isDueAgain { dueAgain.append(id) }
        case .held: held.append(id)
        case .idle, .failed: break
        }
      }
      due = dueAgain
    } while !due.isEmpty && now() - start < Self.roundTime
    for id in held.prefix(Self.heldLimit) where !session.isOver {
      let outcome = try serve(id, by: run, lockTimeout: Self.heldTimeout, codes: &codes, report: &report)
      guard case .served(let isDueAgain) = outcome else { continue }
      hasServed = true
      if isDueAgain { due.append(id) }
    }
    report.isCutShort = !due.isEmpty || agenda.due.count == Self.lineLimit && report.failures.count < Self.lineLimit
    // The lines that were served are due again after their interval, which the agenda did not know.
    if hasServed {
      let nextRound = now() + rules.interval
      report.nextEvent = min(report.nextEvent ?? nextRound, nextRound)
    }
    return report
  }

  private func serve(
    _ id: CampaignID, by run: QueueBatchRun, lockTimeout: Duration? = nil, codes: inout CouponCodeReserve,
    report: inout JobReport
  ) throws(UseCaseError) -> QueueBatchRun.Outcome {
    let outcome = run.serve(id, lockTimeout: lockTimeout, codes: &codes)
    let now = now()
    switch outcome {
    case .failed(.databaseUnavailable(let retryAfter), _, _): throw .databaseUnavailable(retryAfter: retryAfter)
    case .failed(let error, let isCritical, let isGivenBack):
      report.failures.append(.init(campaignID: id, error: error, isCritical: isCritical))
      // The line's row tells all schedulers when it is due again; what could not be written there is remembered here.
      guard !isGivenBack else { break }
      let obstacle: EventRetries.Obstacle = if case .overloaded = error { .held } else { .fault }
      retries.withLock { $0.failed(id, by: obstacle, at: now) }
    case .held where lockTimeout != nil: retries.withLock { $0.failed(id, by: .held, at: now) }
    case .held: break
    case .served, .idle: retries.withLock { $0.forget(id) }
    }
    return outcome
  }
}
