public import CampaignDomain

/// Ends a campaign for good.
public struct CloseCampaign: UseCase {
  /// Which campaign to close, and on whose behalf.
  public struct Input: Sendable {
    /// Any number: an id that no campaign has is `.campaignNotFound`.
    public var campaignID: CampaignID
    /// Who asks for it, for the record.
    public var actor: String

    /// Asks to close `campaignID`; `actor` is written into campaign_transitions.
    public init(campaignID: CampaignID, actor: String) {
      self.campaignID = campaignID
      self.actor = actor
    }
  }

  /// What the transaction left, read under the lock.
  public struct Output: Sendable {
    /// The campaign after it: CLOSED, also where it was so before.
    public var campaign: Campaign

    /// An answer made by hand, as tests of the interfaces do.
    public init(campaign: Campaign) {
      self.campaign = campaign
    }
  }

  private let database: any IssueDatabase
  private let memory: CampaignMemory?
  private let observer: (any CampaignChangeObserver)?

  /// Each execution borrows one session of `database` for one transaction; `observer` hears of what it changes.
  public init(
    database: any IssueDatabase, memory: CampaignMemory? = nil, observer: (any CampaignChangeObserver)? = nil
  ) {
    self.database = database
    self.memory = memory
    self.observer = observer
  }

  /// `.campaignNotFound` is its only refusal: any state can be closed, and closing twice succeeds.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    database.perform(for: call, completion: completion) { [memory, observer] (session) throws(UseCaseError) in
      // Also where nobody knows whether it changed.
      defer { memory?.forget(input.campaignID) }
      let campaign = try session.change(input.campaignID, for: call, telling: observer) {
        (locked) throws(CampaignRefusal) in
        locked.campaign.closed(at: locked.now, by: input.actor)
      }
      return Output(campaign: campaign)
    }
  }
}
