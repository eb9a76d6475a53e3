public import CampaignDomain

/// Puts a user into the line of a campaign, or answers with the entry that they have already.
public struct JoinQueue: Sendable {
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
}
