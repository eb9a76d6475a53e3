public import CampaignDomain

/// Sets the stock of a campaign that has issued nothing yet.
public struct InitStock: Sendable {
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
}
