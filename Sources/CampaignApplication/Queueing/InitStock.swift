public import CampaignDomain

/// Sets the stock of a campaign that has issued nothing yet (seed 001). A campaign never gets stock by default.
public struct InitStock: UseCase {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The campaign to stock.
    public var campaignID: CampaignID
    /// 1...10,000,000
    public var stock: Int64
    /// The caller, for the observer alone.
    public var actor: String

    /// A request for this campaign.
    public init(campaignID: CampaignID, stock: Int64, actor: String = "") {
      self.campaignID = campaignID
      self.stock = stock
      self.actor = actor
    }
  }

  /// The campaign as it is now.
  public typealias Output = Campaign

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

  /// Completes with the campaign as the transaction left it; the stock that it has already changes nothing. Refused
  /// with `.invalidField`, `.campaignNotFound`, `.campaignClosed` after the end, and `.stockInUse` once a coupon was
  /// issued.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Campaign, UseCaseError>) -> Void
  ) {
    if let fault = CampaignDraft.fault(ofCount: input.stock, field: "stock") {
      return completion(.failure(.invalidField([fault])))
    }
    database.perform(for: call, completion: completion) { [memory, observer] (session) throws(UseCaseError) in
      // Also where nobody knows whether it changed.
      defer { memory?.forget(input.campaignID) }
      var isChanged = false
      let campaign = try session.change(input.campaignID, for: call, telling: observer) {
        (locked) throws(CampaignRefusal) in
        let change = try locked.campaign.stocked(with: input.stock, at: locked.now)
        isChanged = change != nil
        return change
      }
      if isChanged, case .success(let campaign) = campaign.beforeDurable {
        observer?.stocked(campaign, by: input.actor)
      }
      return campaign
    }
  }
}
