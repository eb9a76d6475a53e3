import CampaignDomain

/// One round of a scheduler's deliveries on one session: what is over is saved, one transaction a campaign, and then as
/// much is claimed as there are places for.
struct DeliveryRound {
  /// The time for which each row is waited for that somebody else holds.
  private static let lockTimeout = Duration.milliseconds(200)
  /// The most campaigns that one look finds.
  private static let campaignLimit = 1_000
  /// The most deliveries of one transaction.
  private static let settlementLimit = 256

  /// The fate of a round. It keeps what was done also where something fails behind it.
  struct Outcome {
    /// Exchanges that are saved, or are somebody else's by now.
    var saved: [FinishedDelivery] = []
    /// The claims, each with the time until which its lease holds for sure.
    var claimed: [(claim: DeliveryClaim, leaseEnd: ContinuousClock.Instant)] = []
    var failures: [JobReport.Failure] = []
    /// The time until something else is due; `nil`: nobody looked, or nothing is.
    var untilNext: Duration?
    /// There are more campaigns behind this one; `nil`: all were seen.
    var lastSeen: CampaignID?
    /// The database is away; nothing more could be done.
    var error: UseCaseError?
  }

  let session: any DeliverySession
  let rules: DeliveryRules
  let observer: (any DeliveryObserver)?
  let makeGenerator: @Sendable () -> any RandomNumberGenerator
  let now: @Sendable () -> ContinuousClock.Instant

  /// Saves the ends that `flights` has; campaigns that are `excluded` wait. The look begins behind the campaign
  /// `after`.
  func run(_ flights: DeliveryFlights, after: CampaignID?, excluding excluded: Set<CampaignID>) -> Outcome {
    var (flights, outcome) = (flights, Outcome())
    for (id, finished) in flights.toSave(excluding: excluded).sorted(by: { $0.key < $1.key }) {
      attempt(id, &outcome) { (outcome) throws(RepositoryError) in
        for start in stride(from: 0, to: finished.count, by: Self.settlementLimit) {
          let part = Array(finished[start..<min(start + Self.settlementLimit, finished.count)])
          try settle(part, of: id)
          outcome.saved += part
          flights.forget(part)
        }
      }
    }
    guard flights.freeCount > 0, outcome.error == nil else { return outcome }
    claim(into: &outcome, flights: &flights, after: after, excluding: excluded)
    return outcome
  }

  // MARK: - Ends

  /// Saves what became of exchanges of one campaign.
  private func settle(_ finished: [FinishedDelivery], of id: CampaignID) throws(RepositoryError) {
    // A failure takes the campaign's lock, which successes leave to those who issue.
    var withCampaign = finished.contains(where: mayFail)
    while true {
      let ids = finished.map(\.claim.delivery.requestID)
      guard
        let basis = try session.lockDeliveries(
          ids, of: id, withCampaign: withCampaign, lockTimeout: Self.lockTimeout)
      else { throw .fault("its row or that of its line is gone") }
      var settling = DeliverySettling(
        of: basis.queue, campaign: basis.campaign, standstill: basis.standstill, at: basis.now, by: rules)
      var generator = AnyGenerator(makeGenerator())
      let decisions = finished.map {
        settling.settle($0, as: basis.deliveries[$0.claim.delivery.requestID], using: &generator)
      }
      guard withCampaign || !decisions.contains(.needsCampaign) else {
        try session.rollback()
        withCampaign = true
        continue
      }
      guard let change = settling.change else { return try session.rollback() }
      session.stage(change)
      _ = try IssueTransaction(session: session).commit(settling.campaignChange)
      observer?.committed(change)
      return
    }
  }

  /// True where the delivery will have failed, as far as its claim tells.
  private func mayFail(_ finished: FinishedDelivery) -> Bool {
    switch finished.outcome {
    case .refused, .exhausted: true
    case .again: finished.claim.delivery.attempts >= rules.maximumAttempts
    case .taken, .requested, .misconfigured, .notSent: false
    }
  }

  // MARK: - Claims

  private func claim(
    into outcome: inout Outcome, flights: inout DeliveryFlights, after: CampaignID?, excluding excluded: Set<CampaignID>
  ) {
    let agenda: DeliveryAgenda
    do throws(RepositoryError) {
      agenda = try session.deliveryAgenda(DeliveryAgendaRequest(limit: Self.campaignLimit, after: after))
    } catch {
      outcome.error = UseCaseError(error)
      return
    }
    if agenda.entries.count == Self.campaignLimit { outcome.lastSeen = agenda.entries.last?.campaignID }
    outcome.untilNext = agenda.entries.map(\.untilDue).filter { $0 > .zero }.min()
    let due = agenda.entries.filter { $0.untilDue <= .zero && !excluded.contains($0.campaignID) }
    for entry in due.sorted(by: { $0.untilDue < $1.untilDue }) {
      let limit = flights.freeCount(of: entry.campaignID)
      if flights.freeCount == 0 || outcome.error != nil { return }
      if limit == 0 { continue }
      attempt(entry.campaignID, &outcome) { (outcome) throws(RepositoryError) in
        // The lease is counted from a moment before the database's clock was read.
        let leaseEnd = now() + rules.lease
        let found = try session.lockDue(of: entry.campaignID, limit: limit)
        let claiming = DeliveryClaiming(
          found.deliveries, url: found.url, standstill: found.standstill, at: found.now, by: rules)
        guard !claiming.claims.isEmpty else { return try session.rollback() }
        try session.commitClaims(claiming)
        outcome.claimed += claiming.claims.map { ($0, leaseEnd) }
        flights.begin(claiming.claims)
      }
    }
  }

  /// Does something for one campaign. Its failure is its own, unless the database is away.
  private func attempt(
    _ id: CampaignID, _ outcome: inout Outcome, _ work: (inout Outcome) throws(RepositoryError) -> Void
  ) {
    guard outcome.error == nil else { return }
    do throws(RepositoryError) {
      try work(&outcome)
    } catch {
      try? session.rollback()
      let failure = UseCaseError(error, of: id)
      if case .databaseUnavailable = failure {
        outcome.error = failure
      } else {
        outcome.failures.append(.init(campaignID: id, error: failure))
        if session.isOver { outcome.error = .databaseUnavailable(retryAfter: .zero) }
      }
    }
  }
}

/// A generator of any kind, where one of a kind is wanted.
private struct AnyGenerator: RandomNumberGenerator {
  private var generator: any RandomNumberGenerator

  init(_ generator: any RandomNumberGenerator) {
    self.generator = generator
  }

  mutating func next() -> UInt64 { generator.next() }
}
