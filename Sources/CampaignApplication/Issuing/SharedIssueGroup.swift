import CampaignDomain

/// The calls of several campaigns that one transaction decides, each campaign by its own rules. Rows that somebody
/// holds are not waited for; whatever fails before COMMIT has saved nothing, and each campaign goes on by itself.
struct SharedIssueGroup {
  /// The fate of a campaign's calls.
  enum Fate: Equatable {
    case decided
    /// Nothing was done for them: they go next, in a transaction of their own that waits for the row.
    case goesAlone
    /// The session was over before anything was saved: those that may be repeated wait again.
    case isRepeated
  }

  private(set) var parts: [IssuePart] = []
  /// The knowledge of each campaign, but for its holders while they are part of the transaction.
  var records: [LaneRecord] = []
  private(set) var fates: [Fate] = []
  /// The calls of each that wait again.
  private(set) var waitingAgain: [[PendingIssue]] = []
  private(set) var failure: RepositoryError?
  private(set) var callCount = 0

  /// The connection is lost, or may be.
  private(set) var isDisconnected = false

  mutating func add(_ id: CampaignID, calls: [PendingIssue], record: consuming LaneRecord) {
    var record = record
    parts.append(IssuePart(id, calls: calls, taking: &record.holders))
    records.append(record)
    callCount += calls.count
  }

  /// Decides the calls. Nothing is answered before all is committed.
  mutating func decide(
    in session: any IssueSession, releasing release: LockRelease, codes: inout CouponCodeReserve,
    answerEarlier: () -> Void
  ) {
    let transaction = IssueTransaction(session: session)
    let count = callCount
    do throws(RepositoryError) {
      let queries = zip(parts, records).map { $0.lockQuery(expectsOthers: $1.fairness.expectsOthers) }
      try transaction.sendLocks(ofFree: queries)
      answerEarlier()
      codes.fill(upTo: count)
      try transaction.receiveLocks(of: &parts, by: queries)
      try transaction.lookUp(&parts)
      for index in parts.indices where parts[index].isLocked { parts[index].decide(codes: &codes) }
      try transaction.commit(&parts, releasing: release)
    } catch {
      transaction.rollback()
      failure = error
      isDisconnected = session.isOver || error == .outcomeUnknown
    }
    for index in parts.indices { end(index, isOver: session.isOver) }
  }

  /// The hold on the answers, one for all; `nil`: they may be given.
  var hold: Hold? { parts.lazy.compactMap(\.hold).first }

  /// The calls of each campaign that the hold is on.
  var heldCounts: [(id: CampaignID, count: Int)] {
    parts.indices.filter { parts[$0].hold != nil }.map { (parts[$0].campaignID, parts[$0].answers.count) }
  }

  /// Forgets whom those campaigns know whose records are of before the last loss: `count` losses there were.
  mutating func forgetHolders(unlessLossCountIs count: UInt64) {
    for index in parts.indices where records[index].lossCount != count {
      records[index].lossCount = count
      parts[index].forgetHolders()
    }
  }

  /// The calls that are decided, with their answers.
  var answers: [DeferredAnswers.Pair] {
    zip(parts, waitingAgain).flatMap { DeferredAnswers.pairs($0.answers, to: $0.calls, except: $1) }
  }

  /// Says what becomes of a campaign's calls.
  private mutating func end(_ index: Int, isOver: Bool) {
    var fate = parts[index].isLocked ? Fate.decided : .goesAlone
    switch failure {
    case nil: break
    case .outcomeUnknown?:
      if fate == .decided { parts[index].fail(with: .outcomeUnknown) }
    case .unavailable(let retryAfter)? where isOver:
      parts[index].fail(with: .unavailable(retryAfter: retryAfter))
      fate = .isRepeated
    case _?:
      parts[index].reset()
      fate = .goesAlone
    }
    fates.append(fate)
    switch fate {
    case .decided: waitingAgain.append([])
    case .goesAlone: waitingAgain.append(parts[index].calls)
    case .isRepeated: waitingAgain.append(parts[index].calls.filter { $0.beginRepeat() })
    }
    parts[index].giveBack(&records[index].holders)
  }
}
