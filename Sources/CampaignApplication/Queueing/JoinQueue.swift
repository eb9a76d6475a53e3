public import CampaignDomain

/// Puts a user into the line of a campaign, or answers with the entry that they have already. One call in, one answer
/// out: that calls of one campaign share a transaction is the engine's business.
public struct JoinQueue: UseCase {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The campaign to wait for.
    public var campaignID: CampaignID
    /// Needed.
    public var userID: String
    /// Checked as a field and else ignored: a user has one entry.
    public var idempotencyKey: String

    /// A request of this user.
    public init(campaignID: CampaignID, userID: String, idempotencyKey: String = "") {
      self.campaignID = campaignID
      self.userID = userID
      self.idempotencyKey = idempotencyKey
    }
  }

  /// The user's entry, a new one or the one that they have already.
  public typealias Output = QueueEntryView

  private let engine: JoinEngine

  /// All callers of a process share one `engine`: calls group only within it.
  public init(engine: JoinEngine) {
    self.engine = engine
  }

  /// Refuses bad fields and calls whose time is over before they reach a lane.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    var faults: [FieldFault] = []
    var user: UserID?
    do throws(FieldFault) { user = try .needed(input.userID) } catch { faults.append(error) }
    do throws(FieldFault) { _ = try IdempotencyKey(input.idempotencyKey) } catch { faults.append(error) }
    guard let user, faults.isEmpty else { return completion(.failure(.invalidField(faults))) }
    guard !call.isOver() else { return completion(.failure(.deadlineExceeded)) }
    engine.enter(PendingJoin(user: user, call: call, completion: completion), lane: input.campaignID)
  }
}
