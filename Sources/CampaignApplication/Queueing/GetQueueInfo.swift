public import CampaignDomain

/// Tells the state of a campaign's line as a whole.
public struct GetQueueInfo: Sendable {
  /// The campaign whose line it is.
  public struct Input: Sendable {
    /// Any number.
    public var campaignID: CampaignID

    /// A request about this campaign.
    public init(campaignID: CampaignID) {
      self.campaignID = campaignID
    }
  }

  /// The line and the stock that it waits for, in one snapshot.
  public struct Output: Sendable {
    /// The campaign as it was read with its line.
    public var campaign: Campaign
    /// `nil`: nobody has joined yet.
    public var queue: CampaignQueue?
    /// The time for which the first of those who wait has waited; `nil`: nobody waits.
    public var oldestWait: Duration?

    /// Made by the use case.
    public init(campaign: Campaign, queue: CampaignQueue?, oldestWait: Duration?) {
      self.campaign = campaign
      self.queue = queue
      self.oldestWait = oldestWait
    }
  }
}
