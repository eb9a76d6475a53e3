import CampaignDomain
import Synchronization

/// Turns calls of JoinQueue into groups: while a transaction of a campaign's line runs, the calls that arrive wait in
/// its lane, and the next takes them. No timer and no linger: a lone call goes at once, and a crowd groups itself.
///
/// All that waits is a value (`JoinLanes`). The engine takes its lock, makes a transition, releases it, and carries out
/// what the transition says; no call is answered under the lock.
public final class JoinEngine: Sendable {
  private let database: any QueueJoinDatabase
  private let gate: (any DurabilityGate)?
  private let makeGenerator: @Sendable () -> any RandomNumberGenerator
  private let lanes: Mutex<JoinLanes<PendingJoin>>

  /// Groups run on `database`. `gate` is the one of its sessions; `nil`: they make no holds. `makeGenerator` gives a
  /// cryptographic source for the ids of the entries that are made on a connection.
  public convenience init(
    database: any QueueJoinDatabase, gate: (any DurabilityGate)? = nil,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) {
    self.init(database: database, limits: .init(), gate: gate, makeGenerator: makeGenerator)
  }

  init(
    database: any QueueJoinDatabase, limits: JoinLanes<PendingJoin>.Limits, gate: (any DurabilityGate)? = nil,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) {
    self.database = database
    self.gate = gate
    self.makeGenerator = makeGenerator
    lanes = Mutex(JoinLanes(limits))
  }

  func enter(_ pending: PendingJoin, lane id: CampaignID) {
    var dropped: [PendingJoin] = []
    let action = lanes.withLock { lanes in
      let action = lanes.enter(pending, for: id)
      guard action == .refuse else { return action }
      let now = ContinuousClock.now
      dropped = lanes.dropFront(of: id) { $0.call.isOver(at: now) }
      return dropped.isEmpty ? action : lanes.enter(pending, for: id)
    }
    for late in dropped { late.completion(.failure(.deadlineExceeded)) }
    switch action {
    case .requestConnection: requestConnection(for: id, of: database)
    case .wait: break
    case .refuse: pending.completion(.failure(.overloaded(retryAfter: .seconds(1))))
    }
  }

  private func requestConnection(for id: CampaignID, of database: some QueueJoinDatabase) {
    database.perform { [self] session in
      // Nobody could be told of what a group decided while the gate is closed.
      let isClosed = gate?.isClosed == true
      switch session.flatMap({ isClosed ? .failure(.unavailable(retryAfter: .milliseconds(500))) : .success($0) }) {
      case .success(let session): runGroups(of: id, on: session, of: database)
      case .failure(let error):
        let calls = lanes.withLock { $0.fail(id) }
        for pending in calls { pending.completion(pending.answer(UseCaseError(error))) }
      }
    }
  }

  /// Runs groups of a campaign behind each other: as long as callers wait, and no other campaign's do.
  private func runGroups(of id: CampaignID, on session: some QueueJoinSession, of database: some QueueJoinDatabase) {
    var generator = makeGenerator()
    var earlier: [(call: PendingJoin, answer: JoinAnswer)] = []
    var next = lanes.withLock { $0.begin(id) }
    while true {
      var group = JoinGroup(id, calls: next.calls)
      let isPressed = next.calls.count > 1 || lanes.withLock { $0.isPressed(id) }
      // Answers leave while the database works on the next group.
      let outcome = group.decide(
        in: session, looksFirst: next.looksFirst, releasing: isPressed ? .early : .whenDurable, using: &generator,
        doingMeanwhile: { Self.give(&earlier) })
      Self.give(&earlier)
      let repeated = zip(next.calls, outcome.answers).compactMap { $1 == nil ? $0 : nil }
      var answers: [(call: PendingJoin, answer: JoinAnswer)] = []
      for (call, answer) in zip(next.calls, outcome.answers) { if let answer { answers.append((call, answer)) } }
      let held = outcome.hold == nil ? [] : answers.filter(\.answer.tellsOfDatabase)
      let ending = JoinLanes.Ending(
        repeated: repeated, isOpenToNewcomers: outcome.isOpenToNewcomers, heldCount: held.count,
        isHeld: outcome.isHeld,
        isDisconnected: outcome.isDisconnected || gate?.isClosed == true)
      let (action, behind) = lanes.withLock { $0.end(id, ending) }
      if let hold = outcome.hold {
        give(held, of: id, hasJoined: outcome.hasJoined, when: hold, requestingFrom: database)
        earlier += answers.filter { !$0.answer.tellsOfDatabase }
      } else {
        earlier += answers
      }
      for call in behind { earlier.append((call, call.answer(.overloaded(retryAfter: .seconds(1))))) }
      guard action == .runNext else {
        if action == .requestConnection { requestConnection(for: id, of: database) }
        return Self.give(&earlier)
      }
      next = lanes.withLock { $0.next(id) }
    }
  }

  /// Gives answers when their hold is lifted.
  private func give(
    _ answers: [(call: PendingJoin, answer: JoinAnswer)], of id: CampaignID, hasJoined: Bool, when hold: Hold,
    requestingFrom database: some QueueJoinDatabase
  ) {
    let end: @Sendable (Bool) -> Void = { [self] isDurable in
      if lanes.withLock({ $0.lifted(answers.count, of: id) }) { requestConnection(for: id, of: database) }
      for (call, answer) in answers { call.completion(isDurable ? answer : Self.lost(answer, hasJoined)) }
    }
    if let isDurable = hold.gate.lift(hold, later: end) { end(isDurable) }
  }

  /// The answer in place of one that nobody can vouch for: an entry may have been made, and all else may be asked
  /// again.
  private static func lost(_ answer: JoinAnswer, _ hasJoined: Bool) -> JoinAnswer {
    if case .success = answer, hasJoined { .failure(.outcomeUnknown) } else { .failure(.notDurable) }
  }

  private static func give(_ answers: inout [(call: PendingJoin, answer: JoinAnswer)]) {
    for (call, answer) in answers { call.completion(answer) }
    answers.removeAll(keepingCapacity: true)
  }
}
