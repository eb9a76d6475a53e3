import CampaignDomain

/// The calls of one campaign that one transaction decides: the line is locked once, the domain decides call by call in
/// order of arrival, all entries are saved by one statement, one COMMIT. Two round trips, one of them under the lock.
struct JoinGroup {
  /// The outcome of a group.
  struct Outcome {
    /// One a call, in their order; `nil`: the session was over before anything was saved, and the call may be decided
    /// again on another.
    var answers: [JoinAnswer?]
    /// The hold on them; `nil`: they may be given.
    var hold: Hold?
    /// Entries were made, and are held with the answers.
    var hasJoined = false
    /// True where the campaign takes new entries; `nil`: nobody knows.
    var isOpenToNewcomers: Bool?
    /// Somebody held the line's row for too long.
    var isHeld = false
    /// The connection is lost, or may be.
    var isDisconnected = false
  }

  private let campaignID: CampaignID
  private let calls: [PendingJoin]
  private var answers: [JoinAnswer?]
  private var isOpenToNewcomers: Bool?
  private var hold: Hold?
  private var hasJoined = false
  /// The places of those calls that have no answer yet.
  private var undecided: [Int]

  init(_ campaignID: CampaignID, calls: [PendingJoin]) {
    self.campaignID = campaignID
    self.calls = calls
    answers = Array(repeating: nil, count: calls.count)
    undecided = Array(calls.indices)
  }

  /// Decides the calls. Nothing is answered before its entry is committed. `looksFirst`: the campaign may take nobody,
  /// and a look without the lock may be enough. `release`: the line's row is given back before its change is durable,
  /// or behind that. `work` is done while the storage works.
  mutating func decide(
    in session: some QueueJoinSession, looksFirst: Bool, releasing release: LockRelease,
    using generator: inout some RandomNumberGenerator,
    doingMeanwhile work: () -> Void
  ) -> Outcome {
    dropLate()
    do throws(RepositoryError) {
      if looksFirst, !undecided.isEmpty { try look(in: session, doingMeanwhile: work) }
      if !undecided.isEmpty { try join(in: session, releasing: release, using: &generator, doingMeanwhile: work) }
      return Outcome(answers: answers, hold: hold, hasJoined: hasJoined, isOpenToNewcomers: isOpenToNewcomers)
    } catch {
      try? session.rollback()
      return failed(with: error, in: session)
    }
  }

  /// Those whose time is over need nothing.
  private mutating func dropLate() {
    let now = ContinuousClock.now
    undecided.removeAll { place in
      guard calls[place].call.isOver(at: now) else { return false }
      answers[place] = .failure(.deadlineExceeded)
      return true
    }
  }

  private var query: QueueQuery { QueueQuery(campaignID, users: undecided.map { calls[$0].user }) }

  /// Answers those who have an entry, and those who are refused, without the lock.
  private mutating func look(
    in session: some QueueJoinSession, doingMeanwhile work: () -> Void
  ) throws(RepositoryError) {
    guard let held = try session.lookAtQueue(query, doingMeanwhile: work) else {
      return answerThatNoneExists()
    }
    hold = held.hold
    let basis = held.beforeDurable
    let joining = QueueJoining(basis)
    isOpenToNewcomers = joining.refusalOfNewcomers == nil
    let now = ContinuousClock.now
    undecided.removeAll { place in
      guard let decision = joining.decideWithoutJoining(calls[place].user) else { return false }
      // The last moment at which a call can be dropped; what is decided is finished.
      answers[place] =
        calls[place].call.beginDecision(at: now) ? Self.answer(decision) : .failure(.deadlineExceeded)
      return true
    }
  }

  /// Lock → decide → commit.
  private mutating func join(
    in session: some QueueJoinSession, releasing release: LockRelease,
    using generator: inout some RandomNumberGenerator, doingMeanwhile work: () -> Void
  ) throws(RepositoryError) {
    guard let basis = try session.lockQueue(query, doingMeanwhile: work) else {
      try session.rollback()
      return answerThatNoneExists()
    }
    var joining = QueueJoining(basis)
    let now = ContinuousClock.now
    var decided: [(place: Int, answer: JoinAnswer)] = []
    decided.reserveCapacity(undecided.count)
    for place in undecided {
      let call = calls[place]
      let answer =
        call.call.beginDecision(at: now)
        ? Self.answer(joining.decide(call.user, using: &generator)) : .failure(.deadlineExceeded)
      decided.append((place, answer))
    }
    let end =
      if let change = joining.change {
        try session.commitJoins(change, releasing: release)
      } else {
        try session.endUnchanged(telling: basis.heldRows)
      }
    // Without a hold of its own the end is durable, and so is what was seen before it.
    hold = end.flatMap { .both(hold, $0) }
    hasJoined = joining.change != nil
    isOpenToNewcomers = joining.refusalOfNewcomers == nil
    for (place, answer) in decided { answers[place] = answer }
    undecided = []
  }

  /// There is no such campaign, or it is gone: who asks next looks first.
  private mutating func answerThatNoneExists() {
    isOpenToNewcomers = false
    answerAll(.campaignNotFound(campaignID))
  }

  private mutating func answerAll(_ error: UseCaseError) {
    for place in undecided { answers[place] = calls[place].answer(error) }
    undecided = []
  }

  /// The outcome of a group that changed nothing, or of whose change nobody knows.
  private mutating func failed(with error: RepositoryError, in session: some QueueJoinSession) -> Outcome {
    var outcome = Outcome(answers: answers, hold: hold)
    switch error {
    case .busy: outcome.isHeld = true
    case .unavailable: outcome.isDisconnected = true
    case .outcomeUnknown: outcome.isDisconnected = true
    default: break
    }
    if case .unavailable = error, session.isOver {
      for place in undecided where !calls[place].beginRepeat() {
        outcome.answers[place] = calls[place].answer(UseCaseError(error, of: campaignID))
      }
      return outcome
    }
    answerAll(UseCaseError(error, of: campaignID))
    outcome.answers = answers
    return outcome
  }

  private static func answer(_ decision: QueueJoining.Decision) -> JoinAnswer {
    switch decision {
    case .entry(let view): .success(view)
    case .refused(let refusal): .failure(UseCaseError(refusal))
    }
  }
}
