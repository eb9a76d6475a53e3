import CampaignDomain

/// The transaction of an admin's decision about a compensation.
struct CompensationResolving {
  let session: any CompensationSession
  let input: ResolveCompensation.Input
  let memory: CampaignMemory?
  let observer: (any CompensationObserver)?

  /// Lock → the domain decides → commit. When it throws, the transaction is to be rolled back.
  func resolve(
    as resolution: ResolveCompensation.Resolution, for call: Call
  ) throws(RepositoryError) -> HeldResult<Compensation> {
    // The campaign's lock comes first, and the row says whose: it is read before, and again behind both locks.
    guard let held = try session.compensation(input.id) else {
      return .durable(.failure(.compensationNotFound(input.id)))
    }
    let seen = held.beforeDurable
    guard seen.isOpenFailure else { return held.map { .success($0) } }
    var locked: (basis: IssueBasis, subject: CompensationSubject)?
    if resolution == .discard, case .success(let subject) = seen.subject,
      let basis = try session.lock(IssueQuery(subject.campaignID))
    {
      locked = (basis, subject)
    }
    guard let row = try session.lockCompensation(input.id) else {
      try session.rollback()
      return .durable(.failure(.compensationNotFound(input.id)))
    }
    guard call.beginDecision() else {
      try session.rollback()
      return .durable(.failure(.deadlineExceeded))
    }
    var compensation = row.compensation
    let isChanged =
      switch resolution {
      case .retry: compensation.retry(at: row.now, by: input.actor, reason: input.reason)
      case .discard: compensation.discard(at: row.now, by: input.actor, reason: input.reason)
      }
    guard isChanged else {
      // A COMMIT that was cancelled while it waited for a standby may have left it so.
      return Held(.success(compensation), until: try session.endUnchanged(telling: []))
    }
    let change = try locked.flatMap { (basis, subject) throws(RepositoryError) in try revocation(of: subject, basis) }
    session.stage(compensation)
    // Also where nobody knows whether it changed.
    defer { if let change { memory?.forget(change.campaign.id) } }
    _ = try IssueTransaction(session: session).commit(change)
    observer?.resolved(compensation, as: resolution)
    // It was committed synchronously.
    return .durable(.success(compensation))
  }

  /// The coupon is revoked and its stock is not returned. `nil`: it is gone, or is as it should be.
  private func revocation(
    of subject: CompensationSubject, _ basis: IssueBasis
  ) throws(RepositoryError) -> CampaignChange? {
    guard let coupon = try session.coupon(subject.sequence, of: subject.campaignID), coupon.code == subject.code else {
      return nil
    }
    var revoking = CouponRevoking(from: basis.campaign, at: basis.now)
    revoking.revoke(coupon, returningStock: false)
    return revoking.change
  }
}
