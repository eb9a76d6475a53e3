public import CampaignDomain

/// Tells a user's place in the line of a campaign.
public struct GetQueueStatus: Sendable {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The campaign whose line it is.
    public var campaignID: CampaignID
    /// Needed.
    public var userID: String

    /// A request about this user.
    public init(campaignID: CampaignID, userID: String) {
      self.campaignID = campaignID
      self.userID = userID
    }
  }

  /// The user's entry; `nil`: they have none.
  public typealias Output = QueueEntryView?
}
