public import CampaignDomain

/// Pauses, resumes or closes a campaign for somebody who asks for it.
public struct ChangeCampaignState: UseCase {
  /// The change that may be asked for. Repeating a change succeeds and changes nothing.
  public enum Change: CaseIterable, Sendable {
    /// Stops the sale of an open campaign until it is resumed.
    case pause
    /// Lets a paused campaign sell again.
    case resume
    /// Ends a campaign for good, in any state.
    case close

    fileprivate func applied(
      to locked: IssueBasis, by actor: String
    ) throws(CampaignRefusal) -> CampaignChange? {
      switch self {
      case .pause: try locked.campaign.paused(at: locked.now, by: actor)
      case .resume: try locked.campaign.resumed(at: locked.now, by: actor)
      case .close: locked.campaign.closed(at: locked.now, by: actor)
      }
    }
  }

  /// The campaign to change, and the caller who asks for it.
  public struct Input: Sendable {
    /// Any number: an id that no campaign has is `.campaignNotFound`.
    public var campaignID: CampaignID
    /// The caller who asks for it, for the record.
    public var actor: String

    /// Asks for the change of `campaignID`; `actor` is written into campaign_transitions.
    public init(campaignID: CampaignID, actor: String) {
      self.campaignID = campaignID
      self.actor = actor
    }
  }

  private let change: Change
  private let database: any IssueDatabase
  private let memory: CampaignMemory?
  private let observer: (any CampaignChangeObserver)?

  /// Each execution borrows one session of `database` for one transaction; `observer` hears of what it changes.
  public init(
    _ change: Change, database: any IssueDatabase, memory: CampaignMemory? = nil,
    observer: (any CampaignChangeObserver)? = nil
  ) {
    self.change = change
    self.database = database
    self.memory = memory
    self.observer = observer
  }

  /// Completes with the campaign as the transaction left it. Refused with `.campaignNotFound`; but for a close also
  /// with `.campaignNotStarted` before the start and `.campaignClosed` after the end.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Campaign, UseCaseError>) -> Void
  ) {
    database.perform(for: call, completion: completion) { [change, memory, observer] (session) throws(UseCaseError) in
      // Also where nobody knows whether it changed.
      defer { memory?.forget(input.campaignID) }
      return try session.change(input.campaignID, for: call, telling: observer) {
        (locked) throws(CampaignRefusal) in
        try change.applied(to: locked, by: input.actor)
      }
    }
  }
}
