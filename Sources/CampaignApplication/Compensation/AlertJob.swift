public import CampaignDomain
import Synchronization

/// Tells the receiver of alerts what operators must look at, until it answers 2xx: at least once, and by one scheduler
/// at a time.
public final class AlertJob: ScheduledJob {
  private struct Rest {
    var failureCount = 0
    var end: ContinuousClock.Instant?
  }

  /// The most compensations, and the most campaigns, that one request tells of.
  private static let limit = 100
  /// The time that the receiver has to answer.
  private static let timeout = Duration.seconds(10)
  /// The time for which nobody else tells of what is told now.
  private static let lease = Duration.seconds(20)
  /// The first pause after a request that was not taken; it doubles up to the longest.
  private static let firstRest = Duration.seconds(1)
  private static let longestRest = Duration.seconds(300)

  private let database: any AlertDatabase
  private let receiver: any PartnerService
  private let url: DeliveryURL
  private let report: @Sendable (AlertFault) -> Void
  private let now: @Sendable () -> ContinuousClock.Instant
  private let rest = Mutex(Rest())

  /// Tells by POST to `url`. `report` hears of each request that was not taken.
  public init(
    database: any AlertDatabase, receiver: any PartnerService, url: DeliveryURL,
    report: @escaping @Sendable (AlertFault) -> Void = { _ in },
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.database = database
    self.receiver = receiver
    self.url = url
    self.report = report
    self.now = now
  }

  /// Never used: a failure is of all alerts.
  public let failureMessage = "alerts not told"

  /// Tells what nobody was told of, in one request. Throws only where the database can't be reached.
  public func runOnce(waitingUntil _: ContinuousClock.Instant?) async throws(UseCaseError) -> JobReport {
    var jobReport = JobReport()
    if let end = rest.withLock({ $0.end }), now() < end {
      jobReport.nextEvent = end
      return jobReport
    }
    let alerts = try await perform { (session) throws(RepositoryError) in
      try session.claimAlerts(limit: Self.limit, lease: Self.lease)
    }
    guard !alerts.isEmpty else { return jobReport }
    var generator = SystemRandomNumberGenerator()
    let request = PartnerRequest(
      .post, url, requestID: RequestID(high: generator.next(), low: generator.next()), body: OperatorAlert.json(alerts),
      timeout: Self.timeout)
    let reply = await receiver.send(request)
    guard let failure = reply.failureOfAlert else {
      rest.withLock { $0 = Rest() }
      try await perform { (session) throws(RepositoryError) in try session.alertsTold(alerts) }
      jobReport.isCutShort = alerts.count >= Self.limit
      return jobReport
    }
    let (pause, count) = rest.withLock { rest in
      let pause = min(Self.longestRest, Self.firstRest * (1 << min(rest.failureCount, 10)))
      rest.failureCount += 1
      rest.end = now() + pause
      return (pause, rest.failureCount)
    }
    report(AlertFault(text: failure, alertCount: alerts.count, failureCount: count, pause: pause))
    try await perform { (session) throws(RepositoryError) in try session.alertsNotTold(alerts, after: pause) }
    jobReport.nextEvent = now() + pause
    return jobReport
  }

  private func perform<Output: Sendable>(
    _ body: @escaping @Sendable (any AlertSession) throws(RepositoryError) -> Output
  ) async throws(UseCaseError) -> Output {
    let result: Result<Output, UseCaseError> = await withCheckedContinuation { continuation in
      database.performJob(completion: { continuation.resume(returning: $0) }) {
        (session) throws(UseCaseError) in
        do throws(RepositoryError) {
          return try body(session)
        } catch {
          try? session.rollback()
          throw UseCaseError(error)
        }
      }
    }
    return try result.get()
  }
}

/// A request that the receiver of alerts did not take.
public struct AlertFault: Hashable, Sendable {
  /// One line in English for the log.
  public let text: String
  /// The alerts that it told of.
  public let alertCount: Int
  /// Such requests of this scheduler, one after the other.
  public let failureCount: Int
  /// The time until the next.
  public let pause: Duration
}

extension PartnerReply {
  /// The words for why an alert was not taken; `nil`: it was.
  fileprivate var failureOfAlert: String? {
    switch self {
    case .answer(let answer) where (200...299).contains(answer.status): nil
    case .answer(let answer): "the receiver answered \(answer.status)"
    case .unreached(let text), .misconfigured(let text), .unknown(let text): text
    }
  }
}
