import CampaignDomain

/// The transactions of a compensation's tries, in one session.
struct CompensationRun {
  /// The time for which the row of a campaign is waited for.
  static let lockTimeout = Duration.seconds(1)

  let session: any CompensationSession
  let rules: CompensationRules
  let observer: (any CompensationObserver)?

  /// The outcome of a look at those that are due.
  struct Claims {
    /// Tries that begin now.
    var tries: [Compensation] = []
    /// Rows that can't be read, with their faults.
    var faults: [(id: Int64, text: String)] = []
    /// True where tries were given up, without another that begins.
    var hasGivenUp = false
  }

  /// Claims compensations that are due, as many of each campaign as there is room for.
  func claim(_ request: CompensationAgendaRequest, room: CompensationRoom) throws(RepositoryError) -> Claims {
    let locked = try session.lockDueCompensations(request)
    var room = room
    var claims = Claims()
    var changed: [Compensation] = []
    for row in locked.rows {
      switch row {
      case .fault(let id, let text): claims.faults.append((id, text))
      case .found(var compensation):
        guard room.hasRoom(for: compensation) else { continue }
        switch compensation.claim(at: locked.now, by: rules) {
        case .tried:
          room.enter(compensation)
          claims.tries.append(compensation)
          changed.append(compensation)
        case .givenUp:
          changed.append(compensation)
          claims.hasGivenUp = true
        case nil: continue
        }
      }
    }
    guard !changed.isEmpty else {
      try session.rollback()
      return claims
    }
    try session.commitClaims(changed)
    for compensation in changed where compensation.status != .processing { observer?.ended(compensation) }
    return claims
  }

  /// Revokes the coupon and, where it is to be, returns its stock, and saves that the compensation is done: one
  /// transaction under the campaign's lock. A coupon that is REVOKED already is as it should be.
  func finish(_ claimed: Compensation, _ subject: CompensationSubject) throws(RepositoryError) -> Outcome {
    let query = IssueQuery(subject.campaignID, lockTimeout: Self.lockTimeout)
    guard let basis = try session.lock(query) else { return rolledBack(.failed("its campaign is gone")) }
    guard let locked = try session.lockCompensation(claimed.id) else { return rolledBack(.lost) }
    var done = locked.compensation
    guard done.complete(at: locked.now, claim: claimed.token) else { return rolledBack(.lost) }
    guard let coupon = try session.coupon(subject.sequence, of: subject.campaignID) else {
      return rolledBack(.failed("its coupon is gone"))
    }
    guard coupon.code == subject.code else {
      return rolledBack(.failed("the coupon of its sequence has another code: the database was set back"))
    }
    var revoking = CouponRevoking(from: basis.campaign, at: basis.now)
    revoking.revoke(coupon, returningStock: subject.returnsStock)
    session.stage(done)
    _ = try IssueTransaction(session: session).commit(revoking.change)
    observer?.ended(done)
    return .saved
  }

  /// Saves that a try failed.
  func fail(_ claimed: Compensation, _ error: String) throws(RepositoryError) -> Outcome {
    guard let locked = try session.lockCompensation(claimed.id) else { return rolledBack(.lost) }
    var failed = locked.compensation
    guard failed.fail(error, at: locked.now, claim: claimed.token, by: rules) else { return rolledBack(.lost) }
    session.stage(failed)
    _ = try IssueTransaction(session: session).commit(nil)
    observer?.ended(failed)
    return .saved
  }

  /// The fate of a try.
  enum Outcome: Hashable {
    case saved
    /// Nothing was saved, for the claim is another's by now.
    case lost
    /// Nothing was saved: the compensation can't be done, for this reason.
    case failed(String)
  }

  private func rolledBack(_ outcome: Outcome) -> Outcome {
    try? session.rollback()
    return outcome
  }
}
