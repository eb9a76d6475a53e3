import CampaignDomain
import Synchronization

/// The work on a connection's thread.
extension IssueEngine {
  /// Runs groups of a campaign behind each other on one connection: as long as callers wait, and no other campaign's
  /// do.
  func runGroups(on session: any IssueSession, lane id: CampaignID) {
    var record = LaneRecord()
    guard let beginning = state.withLock({ $0.begin(id, taking: &record, at: .now) }) else { return }
    runGroups(on: session, lane: id, beginning, record: &record)
  }

  private func runGroups(
    on session: any IssueSession, lane id: CampaignID, _ beginning: StateMachine.Beginning, record: inout LaneRecord
  ) {
    var first: StateMachine.Beginning? = beginning
    var isHasty = beginning.isHasty
    var codes = CouponCodeReserve(makeGenerator(), codes: record.codes)
    var earlier = DeferredAnswers()
    var awaited: IssueQuery?
    var isLast = false
    while !isLast {
      let watch = beginWatch(of: id)
      let (group, outcome) = run(
        on: session, lane: id, isFirst: first != nil, isHasty: isHasty, awaited: awaited, earlier: earlier,
        record: &record, codes: &codes)
      awaited = outcome.next
      let repeated = outcome.undecided.map { group.calls.dropFirst($0).filter { $0.beginRepeat() } } ?? []
      let heldCount = outcome.hold == nil ? 0 : group.calls.count
      let ending = StateMachine.Ending(
        callCount: group.calls.count, row: outcome.row, repeated: repeated,
        isDisconnected: outcome.isDisconnected || gate?.isClosed == true && awaited == nil,
        isFollowed: awaited != nil, heldCount: heldCount)
      let drawn = codes.codes
      let end = state.withLock { $0.endGroup(id, ending, first, record: &record, codes: drawn, at: .now) }
      (first, isHasty, isLast) = (nil, end.isHasty, end.isLast)
      // The next group goes on its way before this one is answered: its calls have waited long enough.
      for action in end.actions { carryOut(action) }
      reader.proceed()
      earlier.give()
      let answers = DeferredAnswers(
        DeferredAnswers.pairs(outcome.answers, to: group.calls, except: repeated),
        afterwards: telling(of: outcome.opening.map { [$0] } ?? []))
      let refusals = DeferredAnswers.pairs(Self.refusals(of: end.behind), to: end.behind)
      if let hold = outcome.hold {
        earlier = DeferredAnswers(answers.takeThoseThatTellNothing() + refusals)
        give(answers, of: [(id, heldCount)], when: hold)
      } else {
        earlier = answers
        earlier.append(refusals)
      }
      if let watch {
        issueObserver?.transactionEnded(
          watch.report(
            outcome.answers, campaignCount: 1, callCount: group.calls.count, outcome: outcome.reported))
      }
    }
    earlier.give()
  }

  /// `nil`: nobody listens.
  private func beginWatch(of id: CampaignID) -> TransactionWatch? {
    guard issueObserver != nil else { return nil }
    let now = ContinuousClock.now
    return TransactionWatch(requestTime: state.withLock { $0.requestTime(of: id) } ?? now, beginTime: now)
  }

  private func run(
    on session: any IssueSession, lane id: CampaignID, isFirst: Bool, isHasty: Bool, awaited: IssueQuery?,
    earlier: DeferredAnswers, record: inout LaneRecord, codes: inout CouponCodeReserve
  ) -> (IssueGroup, IssueGroup.Outcome) {
    let sizing = record.sizing
    if let lossCount = gate?.lossCount, lossCount != record.lossCount {
      record.lossCount = lossCount
      record.holders.forget()
    }
    let (waiting, limit) = state.withLock { $0.beginGroup(id, sizing) }
    var group = IssueGroup(
      IssuePart(id, calls: waiting, taking: &record.holders),
      lockTimeout: isHasty ? configuration.blockedLockTimeout : nil)
    var fairness = record.fairness
    let outcome = group.decide(
      in: session, awaited: awaited, isStandstill: memory?.isStandstill(id, at: .now) ?? false, limit: limit,
      lane: .init(
        expectsOthers: fairness.expectsOthers,
        join: { limit, holders in
          self.state.withLock { $0.join(id, limit: limit) { !holders.mayHold($0.request) } }
        },
        next: { change, holders in
          self.next(behind: change, holders: holders, limit: limit, fairness: &fairness)
        },
        locked: isFirst ? { self.state.withLock { $0.waits.locked(id) } } : nil,
        releasesEarly: { self.releasesEarly($0, of: id) },
        answerEarlier: { earlier.give() }),
      codes: &codes)
    group.giveBack(&record.holders)
    record.fairness = fairness
    record.sizing.ended(group.calls.count)
    learn(outcome.seen, isUnknown: outcome.isUnknown, of: id, record: &record)
    return (group, outcome)
  }

  /// True where the row is given back before a change of so many calls is durable: a call that is alone in its lane is
  /// answered sooner by a commit of its own, and nobody waits for the row.
  private func releasesEarly(_ callCount: Int, of id: CampaignID) -> Bool {
    guard let gate, callCount > 1 || state.withLock({ $0.isPressed(id) }) else { return false }
    return gate.releasesEarly
  }

  /// Gives answers when their hold is lifted. `counts`: the calls of each campaign among them.
  private func give(_ answers: DeferredAnswers, of counts: [(id: CampaignID, count: Int)], when hold: Hold) {
    let (pairs, afterwards) = answers.take()
    let start = ContinuousClock.now
    let end: @Sendable (Bool) -> Void = { [self] isDurable in
      let now = ContinuousClock.now
      let actions = state.withLock { state in
        counts.compactMap { state.lifted($0.count, of: $0.id, after: now - start, at: now) }
      }
      for action in actions { carryOut(action) }
      if !isDurable { for (id, _) in counts { memory?.forget(id) } }
      for (call, answer) in pairs { call.completion(isDurable ? answer : Self.lost(answer)) }
      if isDurable { afterwards?() }
    }
    if let isDurable = hold.gate.lift(hold, later: end) { end(isDurable) }
  }

  /// The answer in place of one that nobody can vouch for: a coupon may have been issued, and all else may be asked
  /// again.
  private static func lost(_ answer: IssueAnswer) -> IssueAnswer {
    if case .success(let output) = answer, !output.alreadyIssued { return .failure(.outcomeUnknown) }
    return .failure(.notDurable)
  }

  /// The lock that may be sent behind a COMMIT; `nil`: nobody waits, others have to have their turn, or nobody could be
  /// told of it.
  private func next(
    behind change: CampaignChange, holders: KnownHolders, limit: Int, fairness: inout LockFairness
  ) -> IssueQuery? {
    let id = change.campaign.id
    guard holders.isComplete, change.campaign.remainingCoupons > 0, gate?.isClosed != true else { return nil }
    let front = state.withLock { $0.front(id, limit: limit) }
    if holders.othersIssued { fairness.sawOthers() }
    guard !front.isEmpty, fairness.mayFollow() else { return nil }
    let callers = CallersToLookUp(
      front, at: .now, ignoringKeys: change.campaign.ignoresKeys, where: holders.mayHold)
    return IssueQuery(id, users: callers.users, keys: callers.keys)
  }

  /// The answers of those who wait for a row that somebody holds for too long.
  private static func refusals(of calls: [PendingIssue]) -> [IssueAnswer] {
    let now = ContinuousClock.now
    return calls.map {
      .failure($0.call.isOver(at: now) ? .deadlineExceeded : .overloaded(retryAfter: .seconds(1)))
    }
  }

  /// Serves the lanes in line on one connection: as long as there are any, and no other campaign waits.
  func runLine(on session: any IssueSession) {
    var codes: CouponCodeReserve?
    var earlier = DeferredAnswers()
    var isLast = false
    while !isLast {
      var group = SharedIssueGroup()
      var record = LaneRecord()
      let (beginning, action) = state.withLock { $0.beginLine(taking: &group, record: &record, at: .now) }
      if let action { carryOut(action) }
      switch beginning {
      case .nobody: isLast = true
      case .alone(let id, let beginning):
        earlier.give()
        return runGroups(on: session, lane: id, beginning, record: &record)
      case .shared:
        let watch = group.parts.first.flatMap { beginWatch(of: $0.campaignID) }
        var reserve = codes.take() ?? CouponCodeReserve(makeGenerator())
        if let lossCount = gate?.lossCount { group.forgetHolders(unlessLossCountIs: lossCount) }
        group.decide(
          in: session, releasing: gate?.releasesEarly == true ? .early : .whenDurable, codes: &reserve
        ) { earlier.give() }
        codes = reserve
        for index in group.parts.indices { learn(from: &group, index) }
        let isClosed = gate?.isClosed == true
        let end = state.withLock { $0.endShared(&group, isClosed: isClosed, at: .now) }
        for action in end.actions { carryOut(action) }
        reader.proceed()
        earlier.give()
        earlier = DeferredAnswers(group.answers, afterwards: telling(of: group.parts.compactMap(\.opening)))
        if let hold = group.hold {
          give(earlier, of: group.heldCounts, when: hold)
          earlier = DeferredAnswers()
        }
        if let watch {
          issueObserver?.transactionEnded(
            watch.report(
              group.answers.map(\.answer), campaignCount: group.parts.count, callCount: group.callCount,
              outcome: group.reported))
        }
        isLast = end.isLast
      }
    }
    earlier.give()
  }

  private func learn(from group: inout SharedIssueGroup, _ index: Int) {
    let part = group.parts[index]
    learn(part.seen, isUnknown: group.failure == .outcomeUnknown, of: part.campaignID, record: &group.records[index])
  }

  /// Tells what a transaction saw of a campaign to memory, to those who read holders, and to the next one.
  private func learn(
    _ seen: (campaign: Campaign, now: Timestamp)?, isUnknown: Bool, of id: CampaignID, record: inout LaneRecord
  ) {
    if record.holders.othersIssued { record.fairness.sawOthers() }
    if let reading = record.holders.beginReading() { begin(reading, of: id, record: &record) }
    if isUnknown { memory?.forget(id) }
    if let seen { memory?.saw(seen.campaign, at: seen.now, holders: record.holders.all(of: seen.campaign)) }
  }

  /// Has holders read meanwhile, unless those of another campaign are, or so many are known that these would drive them
  /// out: then a later group asks again.
  private func begin(_ reading: HolderReading, of id: CampaignID, record: inout LaneRecord) {
    let isIdle: @Sendable () -> Bool = { self.state.withLock { $0.isIdle } }
    let missingHashes = record.holders.missingHashes
    let hasRoom = state.withLock { $0.lanes.hasRoom(forHolders: missingHashes, at: .now) }
    guard hasRoom else { return record.holders.endReading(reading) }
    let isBegun = reader.begin(id, from: reading, isIdle: isIdle) { reading in
      self.state.withLock { $0.take(reading, of: id, at: .now) }
    }
    if !isBegun { record.holders.endReading(reading) }
  }
}
