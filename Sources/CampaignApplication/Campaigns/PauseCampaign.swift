public import CampaignDomain

/// Stops the sale of an open campaign until it is resumed.
public struct PauseCampaign: UseCase {
  /// Which campaign to pause, and on whose behalf.
  public struct Input: Sendable {
    /// Any number: an id that no campaign has is `.campaignNotFound`.
    public var campaignID: CampaignID
    /// Who asks for it, for the record.
    public var actor: String

    /// Asks to pause `campaignID`; `actor` is written into campaign_transitions.
    public init(campaignID: CampaignID, actor: String) {
      self.campaignID = campaignID
      self.actor = actor
    }
  }

  /// What the transaction left, read under the lock.
  public struct Output: Sendable {
    /// The campaign after it: PAUSED, also where it was so before.
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

  /// Refused with `.campaignNotFound`, `.campaignNotStarted` before the start and `.campaignClosed` after the end.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    database.perform(for: call, completion: completion) { [memory, observer] (session) throws(UseCaseError) in
      // Also where nobody knows whether it changed.
      defer { memory?.forget(input.campaignID) }
      let campaign = try session.change(input.campaignID, for: call, telling: observer) {
        (locked) throws(CampaignRefusal) in
        try locked.campaign.paused(at: locked.now, by: input.actor)
      }
      return Output(campaign: campaign)
    }
  }
}
