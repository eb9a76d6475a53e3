public import CampaignDomain

/// Lets a user whose entry failed join anew, at the end of the line. The old entry stays, under its request's id.
public struct ResetQueueEntry: Sendable {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The campaign whose line it is.
    public var campaignID: CampaignID
    /// Needed.
    public var userID: String
    /// Kept with the entry; up to 1,000 Unicode scalars.
    public var reason: String
    /// The caller, kept with the entry.
    public var actor: String

    /// A request about this user.
    public init(campaignID: CampaignID, userID: String, reason: String, actor: String = "") {
      self.campaignID = campaignID
      self.userID = userID
      self.reason = reason
      self.actor = actor
    }
  }

  /// The user's entry, unchanged because it had not failed; `nil`: there is none, or none any more.
  public typealias Output = QueueEntryView?
}
