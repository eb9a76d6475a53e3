public import CampaignDomain
import Synchronization

/// Hands coupons to the services of their campaigns (seed 000). Any number of schedulers may run it: a delivery belongs
/// to whoever claimed it, until its lease is over. The loop saves and claims; each exchange is a Task of its own, so
/// that a service that is slow makes no other wait.
public final class DeliveryJob: ScheduledJob {
  /// The time that must be left of a lease beyond a whole exchange, before anything is sent.
  private static let leaseReserve = Duration.seconds(1)
  /// The time until what could not be saved is tried again.
  private static let retryDelay = Duration.milliseconds(200)
  /// The time between two looks while the job ends.
  private static let drainInterval = Duration.milliseconds(20)

  /// The time for which an exchange that is over waits for others to be saved with it, and the number of them that is
  /// saved at once: all that one campaign has.
  private static let gatheringTime = Duration.milliseconds(5)
  private static let gatheringLimit = 16

  /// The longest time for which the job may sleep: batches of other schedulers tell nobody.
  public static let longestSleep = Duration.seconds(1)

  private struct State {
    var flights: DeliveryFlights
    var retries = EventRetries()
    /// The next look begins behind this campaign.
    var lastSeen: CampaignID?
  }

  private let database: any DeliveryDatabase
  private let service: any PartnerService
  private let rules: DeliveryRules
  private let observer: (any DeliveryObserver)?
  private let makeGenerator: @Sendable () -> any RandomNumberGenerator
  private let wake: @Sendable () -> Void
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>

  /// The line of the log for a campaign whose deliveries can't be claimed or saved.
  public let failureMessage = "deliveries not served"

  /// Delivers by `service`. `observer` hears of each transaction about ends; `wake` is called when an exchange is over,
  /// and has the job run again. `makeGenerator` makes a source for the jitter.
  public init(
    database: any DeliveryDatabase, service: any PartnerService, rules: DeliveryRules = DeliveryRules(),
    observer: (any DeliveryObserver)? = nil,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() },
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, wake: @escaping @Sendable () -> Void
  ) {
    self.database = database
    self.service = service
    self.rules = rules
    self.observer = observer
    self.makeGenerator = makeGenerator
    self.wake = wake
    self.now = now
    state = Mutex(State(flights: DeliveryFlights(rules)))
  }

  /// Saves what is over, claims what is due and begins its exchanges. Throws only where the database can't be reached;
  /// one campaign's failure stands in the report and stops no other.
  public func runOnce(waitingUntil _: ContinuousClock.Instant?) async throws(UseCaseError) -> JobReport {
    let start = now()
    let (flights, lastSeen, excluded) = state.withLock { state in
      (
        state.flights, state.lastSeen,
        Set(state.retries.resting(.fault, at: start) + state.retries.resting(.held, at: start))
      )
    }
    let result: Result<DeliveryRound.Outcome, UseCaseError> = await withCheckedContinuation { continuation in
      database.performJob(completion: { continuation.resume(returning: $0) }) {
        (session) throws(UseCaseError) in
        let round = DeliveryRound(
          session: session, rules: self.rules, observer: self.observer, makeGenerator: self.makeGenerator,
          now: self.now)
        let outcome = round.run(flights, after: lastSeen, excluding: excluded)
        // Done work is kept; where there is none, another session may do it.
        if let error = outcome.error, outcome.saved.isEmpty, outcome.claimed.isEmpty { throw error }
        return outcome
      }
    }
    let outcome = try result.get()
    return note(outcome, startedAt: start)
  }

  private func note(_ outcome: DeliveryRound.Outcome, startedAt start: ContinuousClock.Instant) -> JobReport {
    let end = now()
    var report = JobReport()
    report.failures = outcome.failures
    report.nextEvent = outcome.untilNext.map { start + $0 }
    report.isCutShort = outcome.lastSeen != nil
    let hasUnsaved = state.withLock { state in
      for campaign in Set(outcome.saved.map(\.claim.campaignID)) { state.retries.forget(campaign) }
      for failure in outcome.failures {
        let obstacle: EventRetries.Obstacle = if case .overloaded = failure.error { .held } else { .fault }
        state.retries.failed(failure.campaignID, by: obstacle, at: end)
      }
      state.lastSeen = outcome.lastSeen
      state.flights.forget(outcome.saved)
      state.flights.begin(outcome.claimed.map(\.claim))
      return !state.flights.finished.isEmpty
    }
    for (claim, leaseEnd) in outcome.claimed { begin(claim, until: leaseEnd) }
    if hasUnsaved || outcome.error != nil {
      let retry = end + Self.retryDelay
      report.nextEvent = min(report.nextEvent ?? retry, retry)
    }
    return report
  }

  /// Claims nothing any more.
  public func stop() { state.withLock { $0.flights.stop() } }

  /// Claims nothing any more, waits for the exchanges that are under way as long as one may take, and saves what became
  /// of them. Others take up the rest when its lease is over.
  public func drain() async {
    stop()
    let end = now() + rules.timeout + Self.leaseReserve
    while state.withLock({ $0.flights.count }) > 0, now() < end {
      let isDue = state.withLock { !$0.flights.finished.isEmpty }
      if isDue { _ = try? await runOnce(waitingUntil: nil) }
      do { try await Task.sleep(for: Self.drainInterval) } catch { return }
    }
  }

  // MARK: - Exchanges

  private func begin(_ claim: DeliveryClaim, until leaseEnd: ContinuousClock.Instant) {
    Task { [self] in
      let outcome = await exchange(claim, until: leaseEnd)
      let finishedCount = state.withLock { state in
        state.flights.finish(FinishedDelivery(claim, outcome))
        return state.flights.finished.count
      }
      await wake(behind: finishedCount)
    }
  }

  /// A transaction for one costs as much as for several: the first that is over waits a moment for others.
  private func wake(behind finishedCount: Int) async {
    if finishedCount >= Self.gatheringLimit { return wake() }
    guard finishedCount == 1 else { return }
    do { try await Task.sleep(for: Self.gatheringTime) } catch { return wake() }
    if state.withLock({ !$0.flights.finished.isEmpty }) { wake() }
  }

  private func exchange(_ claim: DeliveryClaim, until leaseEnd: ContinuousClock.Instant) async -> DeliveryOutcome {
    guard let url = claim.url else { return .misconfigured("the campaign's row has no delivery_url", .unreached) }
    let delivery = claim.delivery
    let request: PartnerRequest
    switch claim.step {
    case .giveUp: return .exhausted
    case .post:
      request = PartnerRequest(
        .post, url, requestID: delivery.requestID, body: DeliveryBody.json(of: delivery), timeout: rules.timeout)
    case .poll(let place):
      request = PartnerRequest(.get, place, requestID: delivery.requestID, timeout: rules.timeout)
    }
    // When the lease is over others send it: a process that stood still must not send it as well.
    guard now() + rules.timeout + Self.leaseReserve <= leaseEnd else { return .notSent }
    let reply = await service.send(request)
    return if case .post = claim.step { reply.outcomeOfPost(to: url) } else { reply.outcomeOfPoll }
  }
}
