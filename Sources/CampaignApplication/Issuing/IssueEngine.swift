public import CampaignDomain
import Synchronization

/// Turns calls into groups: while a transaction of a campaign runs, the calls that arrive wait in its lane; when it
/// ends, the next transaction takes them, or half of a crowd that comes back at once (`GroupSizing`). Lanes in which
/// few wait share transactions. No timer and no linger: a lone call goes at once, and a crowd groups itself.
///
/// All that waits is a value (`StateMachine`). The engine takes its lock, makes a transition, releases it, and carries
/// out what the transition says; no call is answered under the lock.
public final class IssueEngine: Sendable {
  /// The time after which a call that was refused for a full lane may come back: when those ahead of it are answered,
  /// as fast as they were lately; within these bounds, for a lane that stands still may go on at any time.
  private static let retryBounds = Duration.milliseconds(10)...Duration.seconds(30)

  let database: any IssueDatabase
  private let readingDatabase: any ReadingDatabase
  let configuration: Configuration
  let memory: CampaignMemory?
  let gate: (any DurabilityGate)?
  private let observer: (any CampaignChangeObserver)?
  let issueObserver: (any IssueEngineObserver)?
  let reader: HolderReader
  let makeGenerator: @Sendable () -> any RandomNumberGenerator
  let state: Mutex<StateMachine>

  /// Groups run on `database`; what a server that comes late to a campaign has to read goes through `readingDatabase`,
  /// which may be the same: it must be as current as `database`, for ids that nobody knows are looked up there, too.
  /// `gate` is the one of `database`'s sessions; `nil`: they make no holds. `observer` hears of each campaign that a
  /// group opens, `issueObserver` of each transaction. `makeGenerator` gives a cryptographic source for the codes of
  /// one group.
  public init(
    database: any IssueDatabase, readingFrom readingDatabase: any ReadingDatabase,
    configuration: Configuration = Configuration(), memory: CampaignMemory? = nil, gate: (any DurabilityGate)? = nil,
    observer: (any CampaignChangeObserver)? = nil, issueObserver: (any IssueEngineObserver)? = nil,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) {
    self.database = database
    self.configuration = configuration
    self.memory = memory
    self.gate = gate
    self.observer = observer
    self.issueObserver = issueObserver
    self.readingDatabase = readingDatabase
    reader = HolderReader(database: readingDatabase)
    self.makeGenerator = makeGenerator
    state = Mutex(StateMachine(configuration, at: .now))
  }

  /// There is such a campaign: somebody created it, or told of it. Should it be gone, a group finds out.
  public func learn(existing id: CampaignID) {
    state.withLock { $0.learn(existing: id) }
  }

  /// Has the newest campaigns read, up to `limit` of them: calls for them need no lookup then. For a server that
  /// starts. Where the database can't be asked now, the first call for each campaign has it looked up.
  public func learnExisting(newest limit: Int = 10_000) { learnExisting(newest: limit, from: readingDatabase) }

  private func learnExisting(newest limit: Int, from database: some ReadingDatabase) {
    database.perform { [self] session in
      guard let listed = try? session.get().campaigns(before: nil, limit: limit) else { return }
      state.withLock { state in
        for campaign in listed.beforeDurable { state.learn(existing: campaign.id) }
      }
    }
  }

  func enter(_ pending: PendingIssue, lane id: CampaignID) {
    let now = ContinuousClock.now
    var dropped: [PendingIssue] = []
    let entry = state.withLock { $0.enter(pending, for: id, at: now, dropped: &dropped) }
    give(.failure(.deadlineExceeded), to: dropped)
    finish(entry, of: pending)
  }

  private func finish(_ entry: StateMachine.Entry, of pending: PendingIssue) {
    switch entry {
    case .waiting(nil): break
    case .waiting(let action?): carryOut(action)
    case .refused(let timeToAnswer):
      let retryAfter = min(max(timeToAnswer, Self.retryBounds.lowerBound), Self.retryBounds.upperBound)
      pending.completion(.failure(.overloaded(retryAfter: retryAfter)))
      issueObserver?.callRefused()
    }
  }

  func carryOut(_ action: Action) {
    switch action {
    case .requestGroup(let id): requestGroup(of: id, on: database)
    case .requestSharedGroup: requestSharedGroup(on: database)
    case .requestLookup: requestLookup(in: readingDatabase, isRepeat: false)
    }
  }

  private func requestGroup(of id: CampaignID, on database: some IssueDatabase) {
    database.perform { [self] session in
      switch session.flatMap(unlessClosed) {
      case .success(let session): runGroups(on: session, lane: id)
      case .failure(let error):
        let (calls, actions) = state.withLock { $0.fail(id, at: .now) }
        fail(calls, with: error, actions)
      }
    }
  }

  private func requestSharedGroup(on database: some IssueDatabase) {
    database.perform { [self] session in
      switch session.flatMap(unlessClosed) {
      case .success(let session): runLine(on: session)
      case .failure(let error): fail(state.withLock { $0.failLine(at: .now) }, with: error, [])
      }
    }
  }

  /// Nobody could be told of what a transaction decided while the gate is closed.
  private func unlessClosed<Session>(_ session: Session) -> Result<Session, RepositoryError> {
    gate?.isClosed == true ? .failure(.unavailable(retryAfter: .milliseconds(500))) : .success(session)
  }

  /// Nobody who waits can be served without a connection: all of them hear of it, not a group at a time.
  private func fail(_ calls: [PendingIssue], with error: RepositoryError, _ actions: [Action]) {
    for action in actions { carryOut(action) }
    give(.failure(UseCaseError(error)), to: calls)
    reader.proceed()
  }

  /// Looks ids up, and once more with another session where the first ends before it has an answer.
  private func requestLookup(in database: some ReadingDatabase, isRepeat: Bool) {
    database.perform { [self] session in
      do throws(RepositoryError) {
        let session = try session.get()
        do throws(RepositoryError) {
          endLookup(existing: try session.existing(state.withLock { $0.beginLookup() }))
        } catch .unavailable(let retryAfter) {
          guard session.isOver, !isRepeat else { throw .unavailable(retryAfter: retryAfter) }
          requestLookup(in: database, isRepeat: true)
        } catch {
          throw error
        }
      } catch {
        give(.failure(UseCaseError(error)), to: state.withLock { $0.failLookup() })
      }
    }
  }

  private func endLookup(existing: Set<CampaignID>) {
    // Those who were found enter their lanes within the same lock: who comes from now on is behind them.
    var dropped: [PendingIssue] = []
    let end = state.withLock { $0.endLookup(existing: existing, at: .now, dropped: &dropped) }
    if let action = end.action { carryOut(action) }
    give(.failure(.deadlineExceeded), to: dropped)
    for (pending, entry) in end.entries { finish(entry, of: pending) }
    for (id, pending) in end.missing { give(.failure(.campaignNotFound(id)), to: [pending]) }
  }

  /// Gives all the same answer, but those whose time is over.
  private func give(_ answer: IssueAnswer, to calls: [PendingIssue]) {
    for pending in calls { pending.completion(pending.call.isOver() ? .failure(.deadlineExceeded) : answer) }
  }

  /// Tells the observer of campaigns that were opened; `nil`, as for nearly all groups: there is nothing to tell.
  func telling(of openings: [CampaignChange]) -> (@Sendable () -> Void)? {
    guard let observer, !openings.isEmpty else { return nil }
    return { for opening in openings { observer.changed(opening.transitions, of: opening.campaign) } }
  }
}
