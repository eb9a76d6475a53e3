public import CampaignDomain
import Synchronization

/// Gives back what could not be finished (seed 004): tries compensations that are due, each in a task of its own, until
/// they are done or all their tries have failed. Any number of schedulers may run it: what is due and when stands in
/// the rows, and a row belongs to whoever claimed it.
public final class CompensationJob: ScheduledJob {
  private struct State {
    var room = CompensationRoom()
    var begunCount = 0
    /// Rows that can't be read; some time later they are looked at again.
    var unreadable: [Int64: ContinuousClock.Instant] = [:]
    var idleWaiters: [CheckedContinuation<Void, Never>] = []
  }

  /// The time for which a row that can't be read is left alone.
  private static let unreadableRest = Duration.seconds(60)
  /// More are not remembered.
  private static let maximumUnreadableCount = 1_000

  private let database: any CompensationDatabase
  private let partner: any PartnerService
  private let rules: CompensationRules
  private let observer: (any CompensationObserver)?
  private let onTryEnded: @Sendable () -> Void
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())

  /// Never used: `observer` hears of failures.
  public let failureMessage = "compensations not tried"

  /// Tries by `rules`, and asks `partner` to take coupons back. `observer` hears of each outcome. `onTryEnded` is
  /// called when there is room for another: its loop should look again.
  public init(
    database: any CompensationDatabase, partner: any PartnerService, rules: CompensationRules = CompensationRules(),
    observer: (any CompensationObserver)? = nil, onTryEnded: @escaping @Sendable () -> Void = {},
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.database = database
    self.partner = partner
    self.rules = rules
    self.observer = observer
    self.onTryEnded = onTryEnded
    self.now = now
  }

  /// Claims what is due, as far as there is room, and begins its tries; they go on when it returns. Throws only where
  /// the database can't be reached.
  public func runOnce(waitingUntil _: ContinuousClock.Instant?) async throws(UseCaseError) -> JobReport {
    let start = now()
    let (request, room) = state.withLock { state in
      state.unreadable = state.unreadable.filter { $0.value > start }
      let request = CompensationAgendaRequest(
        limit: state.room.free, campaignLimit: CompensationRoom.maximumCampaignCount,
        excludedCampaigns: state.room.fullCampaigns, excluded: Array(state.unreadable.keys))
      return (request, state.room)
    }
    var report = JobReport()
    guard request.limit > 0 else { return report }
    let claims = try await perform { (run) throws(RepositoryError) in try run.claim(request, room: room) }
    state.withLock { state in
      for compensation in claims.tries { state.room.enter(compensation) }
      state.begunCount += claims.tries.count
      for fault in claims.faults where state.unreadable.count < Self.maximumUnreadableCount {
        state.unreadable[fault.id] = start + Self.unreadableRest
      }
    }
    for fault in claims.faults { observer?.unreadable(fault.id, fault: fault.text) }
    for compensation in claims.tries {
      Task {
        await self.attempt(compensation)
        self.leave(compensation)
      }
    }
    // Nothing ends that would wake the loop for what stands behind those that were given up.
    report.isCutShort = claims.hasGivenUp
    return report
  }

  /// The tries that were begun so far.
  public var begunCount: Int { state.withLock { $0.begunCount } }

  /// Returns when no try is under way.
  public func waitUntilIdle() async {
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        if state.room.count > 0 { state.idleWaiters.append(continuation) }
        return state.room.count == 0
      }
      if isIdle { continuation.resume() }
    }
  }

  private func leave(_ compensation: Compensation) {
    let waiters = state.withLock { state in
      state.room.leave(compensation)
      defer { if state.room.count == 0 { state.idleWaiters = [] } }
      return state.room.count == 0 ? state.idleWaiters : []
    }
    for waiter in waiters { waiter.resume() }
    onTryEnded()
  }

  // MARK: - A try

  private func attempt(_ claimed: Compensation) async {
    let subject: CompensationSubject
    switch claimed.subject {
    case .success(let found): subject = found
    case .failure(let fault): return await save(claimed, nil, failure: fault.text)
    }
    switch claimed.kind {
    case .stockRelease: await save(claimed, subject, failure: nil)
    case .deliveryReversal: await save(claimed, subject, failure: await failureOfReversal(subject))
    case .paymentRefund: await save(claimed, subject, failure: "PAYMENT_REFUND is reserved: nothing here makes one")
    }
  }

  /// Asks the partner's service to give the coupon back. `nil`: it has, or never had it.
  private func failureOfReversal(_ subject: CompensationSubject) async -> String? {
    guard let place = subject.deliveryURL?.parts, let requestID = subject.requestID else {
      return "its payload names no deliveryUrl or no requestId"
    }
    let request = PartnerRequest(.delete, place.place(of: requestID), requestID: requestID, timeout: rules.timeout)
    return await partner.send(request).failureOfDeletion
  }

  /// Saves the outcome of a try. Where that can't be done, the end of the lease makes it one that failed.
  private func save(_ claimed: Compensation, _ subject: CompensationSubject?, failure: String?) async {
    _ = try? await perform { (run) throws(RepositoryError) -> Void in
      var failure = failure
      if failure == nil, let subject {
        do throws(RepositoryError) {
          guard case .failed(let text) = try run.finish(claimed, subject) else { return }
          failure = text
        } catch {
          try? run.session.rollback()
          guard let text = error.failureOfTry else { throw error }
          failure = text
        }
      }
      if let failure { _ = try run.fail(claimed, failure) }
    }
  }

  private func perform<Output: Sendable>(
    _ body: @escaping @Sendable (CompensationRun) throws(RepositoryError) -> Output
  ) async throws(UseCaseError) -> Output {
    let (rules, observer) = (rules, observer)
    let result: Result<Output, UseCaseError> = await withCheckedContinuation { continuation in
      database.performJob(completion: { continuation.resume(returning: $0) }) {
        (session) throws(UseCaseError) in
        do throws(RepositoryError) {
          return try body(CompensationRun(session: session, rules: rules, observer: observer))
        } catch {
          try? session.rollback()
          throw UseCaseError(error)
        }
      }
    }
    return try result.get()
  }
}

extension PartnerReply {
  /// The words for why a DELETE is no proof that the coupon was taken back; `nil`: it is one.
  fileprivate var failureOfDeletion: String? {
    switch self {
    case .answer(let answer) where (200...299).contains(answer.status) || [404, 410].contains(answer.status): nil
    case .answer(let answer): "the service answered DELETE with \(answer.status)"
    case .unreached(let text): "DELETE reached nobody: \(text)"
    case .misconfigured(let text): "DELETE could not be sent: \(text)"
    case .unknown(let text): "DELETE got no whole answer: \(text)"
    }
  }
}

extension RepositoryError {
  /// The words for why a try could not be saved; `nil`: nothing can be, or nobody knows if it was.
  fileprivate var failureOfTry: String? {
    switch self {
    case .unavailable, .outcomeUnknown: nil
    case .busy: "somebody holds the row of its campaign, or its own"
    case .fault(let text), .dataRefused(let text), .holderClash(let text), .sequenceTaken(let text): text
    case .codeClash, .idempotencyKeyTaken, .campaignIDTaken, .transitionIDTaken: "\(self)"
    }
  }
}
