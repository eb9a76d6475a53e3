import CampaignDomain

/// One call that waits for its coupon.
struct PendingIssue: Sendable {
  let request: IssueRequest
  let call: Call
  let completion: @Sendable (Result<IssueCoupon.Output, UseCaseError>) -> Void
}

/// The calls of one campaign that one transaction decides (ARCHITECTURE.md, "Why a lock, and why groups"): the row is
/// locked once, the domain decides call by call in order of arrival, all coupons are saved by one statement, one
/// COMMIT. Two round trips.
struct IssueGroup {
  let campaignID: CampaignID
  let calls: [PendingIssue]

  /// How often a group is repeated because a new code exists already. A clash has a chance of about one in a hundred
  /// thousand for each million codes that are out: a second in a row means that the random source is broken.
  static let maximumAttempts = 5

  typealias Answer = Result<IssueCoupon.Output, UseCaseError>

  /// What became of a group.
  struct Outcome {
    /// One a call, in their order.
    var answers: [Answer]
    /// The campaign as it is now committed, and when; nil: nobody knows.
    var seen: (campaign: Campaign, now: Timestamp)?
  }

  /// Decides the calls. Nothing is answered before its coupon is committed, and no refusal before it is certain that
  /// nothing ahead of it comes back. `isStandstill`: the campaign was last seen to issue nothing, and a look without the
  /// lock may be enough.
  func decide(
    in session: any CampaignSession, isStandstill: Bool, using generator: inout some RandomNumberGenerator
  ) -> Outcome {
    for _ in 0..<Self.maximumAttempts {
      do throws(RepositoryError) {
        if isStandstill, let outcome = try look(in: session, using: &generator) { return outcome }
        return try attempt(in: session, using: &generator)
      } catch .codeClash {
        continue
      } catch {
        try? session.rollback()
        return Outcome(answers: answers(UseCaseError(error)))
      }
    }
    return Outcome(answers: answers(UseCaseError(RepositoryError.codeClash)))
  }

  /// The same answer for each call, but for those whose time is over.
  func answers(_ error: UseCaseError) -> [Answer] {
    calls.map { $0.call.isOver() ? .failure(.deadlineExceeded) : .failure(error) }
  }

  /// Answers the group without the lock; nil: somebody in it would be issued a coupon, and only the lock can do that.
  private func look(
    in session: any CampaignSession, using generator: inout some RandomNumberGenerator
  ) throws(RepositoryError) -> Outcome? {
    let (users, keys) = asked
    guard let basis = try session.look(at: campaignID, users: users, keys: keys) else { return nil }
    var issuance = Issuance(basis)
    let decisions = calls.map { issuance.decide($0.request, using: &generator) }
    guard issuance.change == nil else { return nil }
    let now = ContinuousClock.now
    let answers = zip(calls, decisions).map { pending, decision -> Answer in
      pending.call.beginDecision(at: now) ? Self.answer(decision) : .failure(.deadlineExceeded)
    }
    return Outcome(answers: answers, seen: (basis.campaign, basis.now))
  }

  private func attempt(
    in session: any CampaignSession, using generator: inout some RandomNumberGenerator
  ) throws(RepositoryError) -> Outcome {
    let (users, keys) = asked
    guard calls.contains(where: { !$0.call.isOver() }) else { return Outcome(answers: answers(.deadlineExceeded)) }
    guard let locked = try session.lock(campaignID, users: users, keys: keys) else {
      try? session.rollback()
      return Outcome(answers: answers(.campaignNotFound(campaignID)))
    }
    var issuance = Issuance(locked)
    let now = ContinuousClock.now
    let answers = calls.map { pending -> Answer in
      // The last moment at which a call can be dropped; what is decided below is finished.
      guard pending.call.beginDecision(at: now) else { return .failure(.deadlineExceeded) }
      return Self.answer(issuance.decide(pending.request, using: &generator))
    }
    guard let change = issuance.change else {
      try? session.rollback()
      return Outcome(answers: answers, seen: (locked.campaign, locked.now))
    }
    try session.commit(change)
    return Outcome(answers: answers, seen: (change.campaign, locked.now))
  }

  /// The users and keys of the calls that can still be decided: what is over stays over.
  private var asked: (users: [UserID], keys: [IdempotencyKey]) {
    let live = calls.filter { !$0.call.isOver() }
    return (
      Array(Set(live.lazy.compactMap(\.request.user))), Array(Set(live.lazy.compactMap(\.request.key)))
    )
  }

  private static func answer(_ decision: IssueDecision) -> Answer {
    switch decision {
    case .issued(let coupon): .success(IssueCoupon.Output(coupon: coupon, alreadyIssued: false))
    case .replayed(let coupon): .success(IssueCoupon.Output(coupon: coupon, alreadyIssued: true))
    case .refused(let refusal): .failure(UseCaseError(refusal))
    }
  }
}
