import CampaignDomain

/// The calls of one campaign that one transaction decides (ARCHITECTURE.md, "Why a lock, and why groups"): the row is
/// locked once, the domain decides call by call in order of arrival, all coupons are saved by one statement, one
/// COMMIT. Two round trips, and one where the lock was sent behind the COMMIT before.
struct IssueGroup {
  private(set) var part: IssuePart
  /// It is what is left of a group whose calls go alone.
  private let isAlone: Bool
  /// The time for which the row is waited for, where somebody was seen to hold it; `nil`: the connection's own limit.
  let lockTimeout: Duration?

  /// The number of attempts of a group, of which each may meet a new code that exists already. A clash has a chance of
  /// about one in a hundred thousand for each million codes that are out: a second in a row means that the random
  /// source is broken.
  static let maximumAttempts = 5

  /// The fate of the row that a group wanted to lock.
  enum Row {
    /// It was not asked for, or nobody knows.
    case unknown
    case locked
    /// Somebody held it for longer than it was waited for.
    case held
    /// There is no such campaign.
    case absent
  }

  /// The outcome of a group.
  struct Outcome {
    /// One a call, in their order.
    var answers: [IssueAnswer]
    /// The hold on them; `nil`: they may be given.
    var hold: Hold?
    /// The campaign as it is now committed, and when; `nil`: nobody knows.
    var seen: (campaign: Campaign, now: Timestamp)?
    /// The group opened the campaign, and that is committed.
    var opening: CampaignChange?
    /// The lock that was sent behind the COMMIT: the next group has to take it, or roll back.
    var next: IssueQuery?
    var row = Row.unknown
    /// The connection is lost, or may be: the next group needs another.
    var isDisconnected = false
    /// True where nobody knows whether the change is committed.
    var isUnknown = false
    /// The place of the first call that was not decided because the session was over before anything was saved for it:
    /// those from there on may be decided again, on another.
    var undecided: Int?
  }

  /// The lane behind the group, as the group sees it.
  struct Lane {
    /// Other servers were seen to issue coupons of the campaign.
    var expectsOthers: Bool
    /// Takes more calls, up to so many, of whom none may hold a coupon.
    var join: (_ limit: Int, _ holders: KnownHolders) -> [PendingIssue]
    /// The lock to send right behind the COMMIT of a change; `nil`: none.
    var next: (_ change: CampaignChange, _ holders: KnownHolders) -> IssueQuery?
    /// Hears that the row is locked; `nil`: nobody wants to know.
    var locked: (() -> Void)?
    /// True where the row is given back before a change of so many calls is durable.
    var releasesEarly: (_ callCount: Int) -> Bool
    /// Answers the group before, unless that is done: its answers leave while the database works on this one.
    var answerEarlier: () -> Void
  }

  init(_ part: consuming IssuePart, isAlone: Bool = false, lockTimeout: Duration? = nil) {
    self.part = part
    self.isAlone = isAlone
    self.lockTimeout = lockTimeout
  }

  var calls: [PendingIssue] { part.calls }

  /// Gives back whom it knows to hold coupons.
  mutating func giveBack(_ holders: inout KnownHolders) { part.giveBack(&holders) }

  /// Decides the calls. Nothing is answered before its coupon is committed, and no refusal before it is certain that
  /// nothing ahead of it comes back. `awaited`: the lock that the group before sent along. `isStandstill`: the campaign
  /// was last seen to issue nothing, and a look without the lock may be enough.
  mutating func decide(
    in session: any IssueSession, awaited: IssueQuery?, isStandstill: Bool, limit: Int, lane: Lane,
    codes: inout CouponCodeReserve
  ) -> Outcome {
    var awaited = awaited
    var clashCount = 0
    for _ in 0..<Self.maximumAttempts {
      do throws(RepositoryError) {
        if isStandstill { lane.answerEarlier() }
        if awaited == nil, isStandstill, let outcome = try look(in: session, codes: &codes) { return outcome }
        let isAwaited = awaited != nil
        let query = awaited ?? part.lockQuery(expectsOthers: lane.expectsOthers, lockTimeout: lockTimeout)
        awaited = nil
        return try attempt(query, isAwaited: isAwaited, in: session, limit: limit, lane: lane, codes: &codes)
      } catch .codeClash {
        continue
      } catch .transitionIDTaken {
        continue
      } catch .holderClash where clashCount == 0 && !isAlone {
        clashCount += 1
        part.forgetHolders()
      } catch .holderClash where calls.count > 1 {
        return decideEachAlone(in: session, lane: lane, codes: &codes)
      } catch {
        try? session.rollback()
        return failed(with: error, in: session)
      }
    }
    return failed(with: .codeClash, in: session)
  }

  /// The outcome of a group that changed nothing, or of whose change nobody knows.
  private mutating func failed(with error: RepositoryError, in session: any IssueSession) -> Outcome {
    part.fail(with: error)
    var outcome = Outcome(answers: part.answers)
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

  /// Answers the group without the lock; `nil`: somebody in it would be issued a coupon, and only the lock can do that.
  private mutating func look(
    in session: any IssueSession, codes: inout CouponCodeReserve
  ) throws(RepositoryError) -> Outcome? {
    let asked = CallersToLookUp(calls, at: .now, ignoringKeys: part.holders.ignoresKeys) { _ in true }
    guard let basis = try session.look(at: part.campaignID, users: asked.users, keys: asked.keys),
      part.decide(lookingAt: basis, codes: &codes)
    else { return nil }
    // Memory refuses those who come next, where little is missing. The reading behind the row needs no lock: it has
    // every coupon that the row counts.
    if let query = part.missingHolders { try? IssueTransaction(session: session).readHolders(query, of: &part) }
    return Outcome(answers: part.answers, hold: part.hold, seen: part.seen)
  }

  private mutating func attempt(
    _ query: IssueQuery, isAwaited: Bool, in session: any IssueSession, limit: Int, lane: Lane,
    codes: inout CouponCodeReserve
  ) throws(RepositoryError) -> Outcome {
    let transaction = IssueTransaction(session: session)
    part.reset()
    guard part.hasCallsInTime else {
      if isAwaited {
        // The lock may be long in coming, and who was issued a coupon with the group before shall not wait for it.
        lane.answerEarlier()
        transaction.rollback()
      }
      return Outcome(answers: part.answers(.deadlineExceeded))
    }
    try transaction.sendLock(query)
    // A lock that is here already is held for nobody's answers.
    if !transaction.isAnswered { lane.answerEarlier() }
    guard try transaction.receiveLock(of: &part, by: query) else {
      transaction.rollback()
      return Outcome(answers: part.answers(.campaignNotFound(part.campaignID)), row: .absent)
    }
    lane.locked?()
    if let query = part.missingHolders {
      lane.answerEarlier()
      try transaction.readHolders(query, of: &part)
    }
    // Calls that came while the lock was awaited go along, as long as nobody has to be looked up for them.
    if part.holders.isComplete, calls.count < limit {
      let joining = lane.join(limit - calls.count, part.holders)
      part.join(joining)
    }
    if let query = part.missingCallers {
      lane.answerEarlier()
      try transaction.lookUpCallers(query, of: &part)
    }
    part.decide(codes: &codes)
    guard let change = part.change else {
      try transaction.endUnchanged(&part)
      return Outcome(answers: part.answers, hold: part.hold, seen: part.seen, row: .locked)
    }
    let next = lane.next(change, part.holders)
    // The next group is about as large as this one, and may be twice as large; what it leaves is for the one behind it.
    let codeCount = min(limit, 2 * calls.count)
    let release = lane.releasesEarly(calls.count) ? LockRelease.early : .whenDurable
    try transaction.sendCommit(change, andLock: next, releasing: release)
    lane.answerEarlier()
    codes.fill(upTo: codeCount)
    try transaction.receiveCommit(of: &part)
    return Outcome(
      answers: part.answers, hold: part.hold, seen: part.seen, opening: part.opening, next: next, row: .locked)
  }

  /// Decides each call in a transaction of its own, in their order: one of them gets a coupon that the database refuses
  /// for a holder whom it doesn't show, and only that one hears of it.
  private mutating func decideEachAlone(
    in session: any IssueSession, lane: Lane, codes: inout CouponCodeReserve
  ) -> Outcome {
    let lane = Lane(
      expectsOthers: lane.expectsOthers, join: { _, _ in [] }, next: { _, _ in nil }, releasesEarly: { _ in false },
      answerEarlier: lane.answerEarlier)
    var whole = Outcome(answers: [])
    var holders = KnownHolders()
    part.giveBack(&holders)
    defer { part.giveBack(&holders) }
    for (index, pending) in calls.enumerated() {
      var call = IssueGroup(
        IssuePart(part.campaignID, calls: [pending], taking: &holders), isAlone: true, lockTimeout: lockTimeout)
      let outcome = call.decide(
        in: session, awaited: nil, isStandstill: false, limit: 1, lane: lane, codes: &codes)
      call.giveBack(&holders)
      whole.answers += outcome.answers
      whole.hold = .both(whole.hold, outcome.hold)
      whole.seen = outcome.seen ?? whole.seen
      whole.opening = whole.opening ?? outcome.opening
      whole.isUnknown = outcome.isUnknown
      whole.row = outcome.row
      guard outcome.row == .held || outcome.isDisconnected else { continue }
      if session.isOver { whole.undecided = outcome.undecided == nil ? index + 1 : index }
      (whole.isDisconnected, whole.seen) = (outcome.isDisconnected, nil)
      // Nothing was done for those behind it, also where nobody knows what became of this one.
      let error: RepositoryError =
        outcome.row == .held ? .busy(retryAfter: .seconds(1)) : .unavailable(retryAfter: .milliseconds(500))
      whole.answers += part.answers(UseCaseError(error)).dropFirst(index + 1)
      break
    }
    return whole
  }
}
