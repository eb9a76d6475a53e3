import CampaignDomain

/// Serves one batch of a line: claim, then part by part until nothing of the claim is left. Coupons, counts and the
/// ends of entries are one transaction, which checks that the claim is still ours.
struct QueueBatchRun {
  /// The time for which the rows of a campaign and its line are waited for.
  static let lockTimeout = Duration.milliseconds(200)

  let session: any QueueBatchSession
  let rules: QueueBatchRules
  let campaignObserver: (any CampaignChangeObserver)?
  let observer: (any QueueBatchObserver)?
  let now: @Sendable () -> ContinuousClock.Instant

  /// The fate of a batch.
  enum Outcome {
    /// Something of the line was served or settled. `isDueAgain`: its next work is due at once.
    case served(isDueAgain: Bool)
    /// Somebody holds the line's row, or has taken it.
    case held
    /// There was nothing to do.
    case idle
    /// The batch failed. `isGivenBack`: the line itself says when it is due again.
    case failed(UseCaseError, isCritical: Bool, isGivenBack: Bool)
  }

  /// Serves a line, whose row is waited for so long (`nil`: not at all).
  func serve(_ id: CampaignID, lockTimeout: Duration?, codes: inout CouponCodeReserve) -> Outcome {
    var claim: QueueClaim?
    do throws(RepositoryError) {
      guard
        let line = try session.lockLine(of: id, lockTimeout: lockTimeout, retryLimit: CampaignQueue.retryCount)
      else { return rolledBack(.held) }
      var queue = line.queue
      guard let taken = queue.claim(at: line.now, by: rules, retries: line.retries) else { return rolledBack(.idle) }
      let entries = try session.commitClaim(taken, of: queue)
      claim = taken
      return taken.isSettlement
        ? try settle(taken, entries: entries) : try serve(taken, entries: entries, codes: &codes)
    } catch {
      return failed(error, of: id, claim)
    }
  }

  private func rolledBack(_ outcome: Outcome) -> Outcome {
    try? session.rollback()
    return outcome
  }

  // MARK: - Parts

  private func serve(
    _ claim: QueueClaim, entries: [QueuedEntry], codes: inout CouponCodeReserve
  ) throws(RepositoryError) -> Outcome {
    var halving = QueueHalving(of: claim, entries: entries)
    // The lease is renewed with each part that is saved. Where none is for half of it, others must be able to count on
    // its end.
    var end = now() + rules.lease / 2
    var isDueAgain = rules.interval == .zero
    while let part = halving.next {
      guard now() < end else {
        guard let unsaved = halving.unsavedError else {
          return failed(.busy(retryAfter: .zero), of: claim.campaignID, claim)
        }
        let text = "its entries err one by one, more than its lease has time for: \(unsaved.text)"
        return failed(.fault(text), of: claim.campaignID, claim, isCritical: unsaved.isBatchError)
      }
      do throws(RepositoryError) {
        guard let change = try attempt(part, of: claim, codes: &codes) else { return rolledBack(.held) }
        halving.succeeded(isDone: change.isDone)
        // Rows behind a mark are to be settled.
        if change.mark != nil { isDueAgain = true }
        end = now() + rules.lease / 2
      } catch {
        try? session.rollback()
        guard let text = error.faultOfOneEntry else { throw error }
        halving.failed(with: text)
      }
    }
    if let error = halving.batchError {
      return failed(.fault("each of its entries errs: \(error)"), of: claim.campaignID, claim, isCritical: true)
    }
    return .served(isDueAgain: isDueAgain)
  }

  /// Serves a part in one transaction; codes that exist already are drawn anew. `nil`: somebody else has the line.
  private func attempt(
    _ part: QueuePart, of claim: QueueClaim, codes: inout CouponCodeReserve
  ) throws(RepositoryError) -> QueueBatchChange? {
    for _ in 0..<IssueGroup.maximumAttempts {
      do throws(RepositoryError) {
        return try attemptOnce(part, of: claim, codes: &codes)
      } catch .codeClash {
        continue
      } catch .transitionIDTaken {
        continue
      } catch {
        throw error
      }
    }
    throw .codeClash
  }

  private func attemptOnce(
    _ part: QueuePart, of claim: QueueClaim, codes: inout CouponCodeReserve
  ) throws(RepositoryError) -> QueueBatchChange? {
    try transaction.sendLock(lockQuery(claim, entries: part.entries))
    codes.fill(upTo: part.entries.count)
    let (basis, line) = try receiveLock()
    let change: QueueBatchChange
    do throws(QueueBatch.Fault) {
      var batch = try QueueBatch(
        claim, of: basis.campaign, line, at: basis.now, holdings: basis.holdings, by: rules,
        expecting: part.entries.count)
      change = try batch.decide(part, codes: &codes)
    } catch {
      switch error {
      case .taken: return nil
      case .refusal(let refusal): throw Self.fault(refusal)
      }
    }
    try save(change)
    return change
  }

  private var transaction: IssueTransaction { IssueTransaction(session: session) }

  private func lockQuery(_ claim: QueueClaim, entries: [QueuedEntry]) -> IssueQuery {
    IssueQuery(claim.campaignID, users: entries.map(\.userID), locksLine: true, lockTimeout: Self.lockTimeout)
  }

  private func receiveLock() throws(RepositoryError) -> (IssueBasis, CampaignQueue) {
    guard let basis = try transaction.receiveLock(), let line = basis.line else {
      throw .fault("its row or that of its line is gone")
    }
    return (basis, line)
  }

  private static func fault(_ refusal: CampaignRefusal) -> RepositoryError {
    let error = UseCaseError(refusal)
    return if case .internalFault(let text) = error { .fault(text) } else { .fault("\(error)") }
  }

  // MARK: - Settlement

  private func settle(_ claim: QueueClaim, entries: [QueuedEntry]) throws(RepositoryError) -> Outcome {
    try transaction.sendLock(lockQuery(claim, entries: entries))
    let (basis, line) = try receiveLock()
    let ownCoupons = basis.campaign.perUserLimit == 1 ? basis.holdings.byUser.compactMapValues(\.ownCoupon) : [:]
    guard let change = line.settled(claim, entries: entries, ownCoupons: ownCoupons) else {
      return rolledBack(.held)
    }
    try save(change)
    return .served(isDueAgain: true)
  }

  private func save(_ change: QueueBatchChange) throws(RepositoryError) {
    session.stage(change)
    let saved = try transaction.commit(change.campaign, releasing: .early)
    // Nothing is said of it in the log before no crash takes it back.
    saved.open { [campaignObserver, observer] saved in
      guard let saved else { return }
      if let saved { campaignObserver?.changed(change.campaign?.transitions ?? [], of: saved) }
      observer?.committed(change)
    }
  }

  // MARK: - Failures

  /// A batch failed as a whole: its claim is given back, so that its places wait again. Where that is not possible, the
  /// end of the lease does it.
  private func failed(
    _ error: RepositoryError, of id: CampaignID, _ claim: QueueClaim?, isCritical: Bool = false
  ) -> Outcome {
    try? session.rollback()
    var isGivenBack = false
    // Nobody knows what a lost COMMIT left: the next claim reads it.
    if let claim, error != .outcomeUnknown, !session.isOver {
      isGivenBack = (try? giveBack(claim)) == true
      if !isGivenBack { try? session.rollback() }
    }
    return .failed(UseCaseError(error, of: id), isCritical: isCritical, isGivenBack: isGivenBack)
  }

  private func giveBack(_ claim: QueueClaim) throws(RepositoryError) -> Bool {
    guard
      let line = try session.lockLine(of: claim.campaignID, lockTimeout: Self.lockTimeout, retryLimit: 0),
      let change = line.queue.failedBatch(of: claim, at: line.now)
    else { return false }
    session.stage(change)
    _ = try transaction.commit(nil)
    return true
  }
}

extension RepositoryError {
  /// The error's text, where without one of the entries the others might be saved; `nil`: it is no entry's.
  fileprivate var faultOfOneEntry: String? {
    switch self {
    case .dataRefused(let text), .holderClash(let text): text
    default: nil
    }
  }
}
