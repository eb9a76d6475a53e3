import CampaignDomain
import Synchronization

/// Turns calls of JoinQueue into groups: while a transaction of a campaign's line runs, the calls that arrive wait in
/// its lane, and the next takes them. No timer and no linger: a lone call goes at once, and a crowd groups itself.
///
/// All that waits is a value (`JoinLanes`). The engine takes its lock, makes a transition, releases it, and carries out
/// what the transition says; no call is answered under the lock.
public final class JoinEngine: Sendable {
  private let database: any QueueJoinDatabase
  private let makeGenerator: @Sendable () -> any RandomNumberGenerator
  private let lanes: Mutex<JoinLanes<PendingJoin>>

  /// Groups run on `database`. `makeGenerator` gives a cryptographic source for the ids of the entries that are made
  /// on a connection.
  public convenience init(
    database: any QueueJoinDatabase,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) {
    self.init(database: database, limits: .init(), makeGenerator: makeGenerator)
  }

  init(
    database: any QueueJoinDatabase, limits: JoinLanes<PendingJoin>.Limits,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) {
    self.database = database
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
      switch session {
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
      // Answers leave while the database works on the next group.
      let outcome = group.decide(
        in: session, looksFirst: next.looksFirst, using: &generator, doingMeanwhile: { Self.give(&earlier) })
      Self.give(&earlier)
      let repeated = zip(next.calls, outcome.answers).compactMap { $1 == nil ? $0 : nil }
      let ending = JoinLanes.Ending(
        repeated: repeated, isOpenToNewcomers: outcome.isOpenToNewcomers, isHeld: outcome.isHeld,
        isDisconnected: outcome.isDisconnected)
      let (action, behind) = lanes.withLock { $0.end(id, ending) }
      for (call, answer) in zip(next.calls, outcome.answers) { if let answer { earlier.append((call, answer)) } }
      for call in behind { earlier.append((call, call.answer(.overloaded(retryAfter: .seconds(1))))) }
      guard action == .runNext else {
        if action == .requestConnection { requestConnection(for: id, of: database) }
        return Self.give(&earlier)
      }
      next = lanes.withLock { $0.next(id) }
    }
  }

  private static func give(_ answers: inout [(call: PendingJoin, answer: JoinAnswer)]) {
    for (call, answer) in answers { call.completion(answer) }
    answers.removeAll(keepingCapacity: true)
  }
}
