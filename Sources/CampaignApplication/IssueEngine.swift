public import CampaignDomain
import Synchronization

/// Turns calls into groups: while a transaction of a campaign runs, the calls that arrive wait in its lane; when it ends,
/// the next transaction takes all of them. No timer and no linger: a lone call goes at once, and a crowd groups itself.
public final class IssueEngine: Sendable {
  /// The limits of waiting. All must be above 0.
  public struct Configuration: Sendable {
    /// The calls that may wait for one campaign.
    public var laneCapacity: Int
    /// The most calls of one transaction: measured, past some 256 only latency grows.
    public var maximumGroupSize: Int
    /// The campaigns that may have calls waiting at once.
    public var maximumLanes: Int
    /// When a call that was refused for a full lane may come back.
    public var retryAfter: Duration

    /// The defaults let 50,000 callers of one campaign wait: about half a second's work in groups, as measured.
    public init(
      laneCapacity: Int = 50_000, maximumGroupSize: Int = 256, maximumLanes: Int = 10_000,
      retryAfter: Duration = .seconds(1)
    ) {
      self.laneCapacity = laneCapacity
      self.maximumGroupSize = maximumGroupSize
      self.maximumLanes = maximumLanes
      self.retryAfter = retryAfter
    }
  }

  private let database: any CampaignDatabase
  private let configuration: Configuration
  private let memory: CampaignMemory?
  private let makeGenerator: @Sendable () -> any RandomNumberGenerator
  private let lanes = Mutex<[CampaignID: IssueLane<PendingIssue>]>([:])

  /// `makeGenerator` gives a cryptographic source for the codes of one group.
  public init(
    database: any CampaignDatabase, configuration: Configuration = Configuration(), memory: CampaignMemory? = nil,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) {
    self.database = database
    self.configuration = configuration
    self.memory = memory
    self.makeGenerator = makeGenerator
  }

  /// The refusal that the database would surely give to a call; nil: only it can tell.
  func refusal(of request: IssueRequest, by id: CampaignID, at now: ContinuousClock.Instant) -> UseCaseError? {
    memory?.refusal(of: request, by: id, at: now)
  }

  /// The same for a caller of whom nothing but hashes was made.
  func refusal(of caller: CallerDigest, by id: CampaignID, at now: ContinuousClock.Instant) -> UseCaseError? {
    memory?.refusal(of: caller, by: id, at: now)
  }

  func enter(_ pending: PendingIssue, lane id: CampaignID) {
    let now = ContinuousClock.now
    let (action, dropped) = lanes.withLock { lanes -> (IssueLane<PendingIssue>.EnterAction, [PendingIssue]) in
      guard lanes[id] != nil || lanes.count < configuration.maximumLanes else { return (.refuse, []) }
      let capacity = configuration.laneCapacity
      let isFull = (lanes[id]?.count ?? 0) >= capacity
      let dropped = isFull ? lanes[id]?.dropFront { $0.call.isOver(at: now) } ?? [] : []
      return (lanes[id, default: IssueLane(capacity: capacity)].enter(pending), dropped)
    }
    for late in dropped { late.completion(.failure(.deadlineExceeded)) }
    switch action {
    case .wait: break
    case .requestGroup: requestGroup(of: id)
    case .refuse: pending.completion(.failure(.overloaded(retryAfter: configuration.retryAfter)))
    }
  }

  private func requestGroup(of id: CampaignID) {
    database.perform { [self] session in run(on: session, lane: id) }
  }

  private func run(on session: Result<any CampaignSession, RepositoryError>, lane id: CampaignID) {
    // Without a connection nobody who waits can be served: all of them hear of it, not a group at a time.
    let limit = if case .success = session { configuration.maximumGroupSize } else { Int.max }
    let waiting = lanes.withLock { lanes in lanes[id]?.begin(limit: limit) ?? [] }
    let group = IssueGroup(campaignID: id, calls: waiting)
    let answers: [IssueGroup.Answer]
    switch session {
    case .success(let session):
      var generator = makeGenerator()
      let isStandstill = memory?.knows(id) ?? false
      let outcome = group.decide(in: session, isStandstill: isStandstill, using: &generator)
      if let seen = outcome.seen { memory?.saw(seen.campaign, at: seen.now) }
      answers = outcome.answers
    case .failure(let error):
      answers = group.answers(UseCaseError(error))
    }
    // The next group goes on its way before this one is answered: its calls have waited long enough.
    let action = lanes.withLock { lanes in
      let action = lanes[id]?.end() ?? .discard
      if action == .discard { lanes[id] = nil }
      return action
    }
    if action == .requestGroup { requestGroup(of: id) }
    for (pending, answer) in zip(group.calls, answers) { pending.completion(answer) }
  }
}
