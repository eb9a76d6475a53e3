import CampaignDomain

/// The calls of one campaign that one transaction decides (ARCHITECTURE.md, "Why a lock, and why groups"): the row is
/// locked once, the domain decides call by call in order of arrival, all coupons are saved by one statement, one
/// COMMIT. Two round trips, and one where the lock was sent behind the COMMIT before.
struct IssueGroup {
  let campaignID: CampaignID
  private(set) var calls: [PendingIssue]
  /// It is what is left of a group whose calls go alone.
  private let isAlone: Bool
  /// How long the row is waited for, where somebody was seen to hold it; `nil`: as long as the connection's own limit.
  let lockTimeout: Duration?

  /// How often a group is repeated because a new code exists already. A clash has a chance of about one in a hundred
  /// thousand for each million codes that are out: a second in a row means that the random source is broken.
  static let maximumAttempts = 5

  typealias Answer = Result<IssueCoupon.Output, UseCaseError>

  /// What became of the row that a group wanted to lock.
  enum Row {
    /// It was not asked for, or nobody knows.
    case unknown
    case locked
    /// Somebody held it for longer than it was waited for.
    case held
    /// There is no such campaign.
    case absent
  }

  /// What became of a group.
  struct Outcome {
    /// One a call, in their order.
    var answers: [Answer]
    /// The campaign as it is now committed, and when; nil: nobody knows.
    var seen: (campaign: Campaign, now: Timestamp)?
    /// The group opened the campaign, and that is committed.
    var opening: CampaignChange?
    /// The lock that was sent behind the COMMIT: the next group has to take it, or roll back.
    var next: IssueQuery?
    var row = Row.unknown
    /// The connection is lost, or may be: the next group needs another.
    var isDisconnected = false
    /// Whether the change is committed nobody knows.
    var isUnknown = false
    /// The place of the first call that was not decided because the session was over before anything was saved for it: those
    /// from there on may be decided again, on another.
    var undecided: Int?
  }

  /// The lane behind the group, as the group sees it.
  struct Lane {
    /// Other servers were seen to issue coupons of the campaign.
    var expectsOthers: Bool
    /// Takes more calls, up to so many, of whom none may hold a coupon.
    var join: (_ limit: Int, _ holders: KnownHolders) -> [PendingIssue]
    /// What to lock right behind the COMMIT of a change; nil: nothing.
    var next: (_ change: CampaignChange, _ holders: KnownHolders) -> IssueQuery?
    /// Answers the group before, unless that is done: its answers leave while the database works on this one.
    var answerEarlier: () -> Void
  }

  init(campaignID: CampaignID, calls: [PendingIssue], isAlone: Bool = false, lockTimeout: Duration? = nil) {
    self.campaignID = campaignID
    self.calls = calls
    self.isAlone = isAlone
    self.lockTimeout = lockTimeout
  }

  /// Decides the calls. Nothing is answered before its coupon is committed, and no refusal before it is certain that
  /// nothing ahead of it comes back. `awaited`: the lock that the group before sent along. `isStandstill`: the campaign
  /// was last seen to issue nothing, and a look without the lock may be enough.
  mutating func decide(
    in session: any IssueSession, awaited: IssueQuery?, isStandstill: Bool, limit: Int, lane: Lane,
    holders: inout KnownHolders, codes: inout CouponCodeReserve
  ) -> Outcome {
    var awaited = awaited
    var clashCount = 0
    for _ in 0..<Self.maximumAttempts {
      do throws(RepositoryError) {
        if isStandstill { lane.answerEarlier() }
        if awaited == nil, isStandstill, let outcome = try look(in: session, holders: &holders, codes: &codes) {
          return outcome
        }
        let isAwaited = awaited != nil
        let request = awaited ?? lockRequest(holders, lane: lane)
        awaited = nil
        return try attempt(
          request, isAwaited: isAwaited, in: session, limit: limit, lane: lane, holders: &holders, codes: &codes)
      } catch .codeClash {
        continue
      } catch .transitionIDTaken {
        continue
      } catch .holderClash where clashCount == 0 && !isAlone {
        // Somebody holds a coupon whom nobody here knew of: coupons were changed by SQL, or the database was set back.
        clashCount += 1
        holders.forget()
      } catch .holderClash where calls.count > 1 {
        return decideEachAlone(in: session, lane: lane, holders: &holders, codes: &codes)
      } catch {
        try? session.rollback()
        if error == .outcomeUnknown { holders.forget() }
        return failed(with: error, in: session)
      }
    }
    return failed(with: .codeClash, in: session)
  }

  /// What became of a group that changed nothing, or of whose change nobody knows.
  private func failed(with error: RepositoryError, in session: any IssueSession) -> Outcome {
    var outcome = Outcome(answers: answers(UseCaseError(error, of: campaignID)))
    switch error {
    case .busy: outcome.row = .held
    case .unavailable:
      outcome.isDisconnected = true
      outcome.undecided = session.isOver ? 0 : nil
    case .outcomeUnknown: (outcome.isDisconnected, outcome.isUnknown) = (true, true)
    default: break
    }
    return outcome
  }

  /// The same answer for each call, but for those whose time is over.
  func answers(_ error: UseCaseError) -> [Answer] {
    calls.map { $0.call.isOver() ? .failure(.deadlineExceeded) : .failure(error) }
  }

  /// Answers the group without the lock; nil: somebody in it would be issued a coupon, and only the lock can do that.
  private func look(
    in session: any IssueSession, holders: inout KnownHolders, codes: inout CouponCodeReserve
  ) throws(RepositoryError) -> Outcome? {
    let asked = AskedHoldings(of: calls, at: .now, ignoringKeys: holders.ignoresKeys) { _ in true }
    guard let basis = try session.look(at: campaignID, users: asked.users, keys: asked.keys) else { return nil }
    var issuance = Issuance(basis)
    let decisions = calls.map { issuance.decide($0.request, codes: &codes) }
    guard issuance.change == nil else { return nil }
    let now = ContinuousClock.now
    let answers = zip(calls, decisions).map { pending, decision -> Answer in
      pending.call.beginDecision(at: now) ? Self.answer(decision) : .failure(.deadlineExceeded)
    }
    learnHolders(of: basis.campaign, in: session, holders: &holders)
    return Outcome(answers: answers, seen: (basis.campaign, basis.now))
  }

  /// Reads who holds coupons of a campaign that issues nothing, where little is missing, so that memory refuses who comes
  /// next. What is read behind the row needs no lock: it has every coupon that the row counts.
  private func learnHolders(of campaign: Campaign, in session: any IssueSession, holders: inout KnownHolders) {
    holders.learn(nil, of: campaign)
    guard let sequence = holders.gap(behind: IssueQuery(campaignID)),
      case (_, let recent?)? = try? session.read(IssueQuery(campaignID, holdersFrom: sequence))
    else { return }
    holders.learn(recent, of: campaign)
  }

  private func lockRequest(_ holders: KnownHolders, lane: Lane) -> IssueQuery {
    let asked = AskedHoldings(
      of: calls, at: .now, ignoringKeys: holders.ignoresKeys, where: holders.mayHold)
    return IssueQuery(
      campaignID, users: asked.users, keys: asked.keys,
      holdersFrom: holders.query(expectsOthers: lane.expectsOthers), lockTimeout: lockTimeout)
  }

  private mutating func attempt(
    _ request: IssueQuery, isAwaited: Bool, in session: any IssueSession, limit: Int, lane: Lane,
    holders: inout KnownHolders,
    codes: inout CouponCodeReserve
  ) throws(RepositoryError) -> Outcome {
    guard calls.contains(where: { !$0.call.isOver() }) else {
      if isAwaited {
        // The lock may be long in coming, and who was issued a coupon with the group before shall not wait for it.
        lane.answerEarlier()
        try? session.rollback()
      }
      return Outcome(answers: answers(.deadlineExceeded))
    }
    guard var locked = try session.lock(request, beforeWaiting: lane.answerEarlier) else {
      try? session.rollback()
      return Outcome(answers: answers(.campaignNotFound(campaignID)), row: .absent)
    }
    holders.learn(locked)
    if let sequence = holders.gap(behind: request) {
      lane.answerEarlier()
      let (_, recent) = try session.read(IssueQuery(campaignID, holdersFrom: sequence))
      holders.learn(recent, of: locked.campaign)
    }
    // Who came while the lock was awaited goes along, as long as nobody has to be looked up for it.
    if holders.isComplete, calls.count < limit { calls += lane.join(limit - calls.count, holders) }
    try lookUpWhoeverWasNotAsked(in: request, lane: lane, holders: holders, session: session, locked: &locked)
    var issuance = Issuance(locked, expecting: calls.count)
    let now = ContinuousClock.now
    let answers = calls.map { pending -> Answer in
      // The last moment at which a call can be dropped; what is decided below is finished.
      guard pending.call.beginDecision(at: now) else { return .failure(.deadlineExceeded) }
      return Self.answer(issuance.decide(pending.request, codes: &codes))
    }
    guard let change = issuance.change else {
      try? session.rollback()
      return Outcome(answers: answers, seen: (locked.campaign, locked.now), row: .locked)
    }
    holders.expect(change)
    let next = lane.next(change, holders)
    let saved = try session.commit(change, andLock: next) {
      lane.answerEarlier()
      // The next group is about as large as this one, and may be twice as large; what it leaves is for the one behind it.
      codes.fill(upTo: min(limit, 2 * calls.count))
    }
    holders.confirm(change, as: saved)
    return Outcome(
      answers: answers, seen: (saved, locked.now), opening: change.transitions.isEmpty ? nil : change, next: next,
      row: .locked)
  }

  /// Reads, under the lock, what the request did not ask for because nobody knew that it mattered.
  private func lookUpWhoeverWasNotAsked(
    in request: IssueQuery, lane: Lane, holders: KnownHolders, session: any IssueSession,
    locked: inout IssueBasis
  ) throws(RepositoryError) {
    var asked = AskedHoldings(
      of: calls, at: .now, ignoringKeys: locked.campaign.ignoresKeys, where: holders.mayHold)
    if asked.isEmpty { return }
    asked.remove(askedBy: request)
    if asked.isEmpty { return }
    lane.answerEarlier()
    let (holdings, _) = try session.read(IssueQuery(campaignID, users: asked.users, keys: asked.keys))
    locked.holdings.add(holdings)
  }

  private static func answer(_ decision: IssueDecision) -> Answer {
    switch decision {
    case .issued(let coupon): .success(IssueCoupon.Output(coupon: coupon, alreadyIssued: false))
    case .replayed(let coupon): .success(IssueCoupon.Output(coupon: coupon, alreadyIssued: true))
    case .refused(let refusal): .failure(UseCaseError(refusal))
    }
  }
}
