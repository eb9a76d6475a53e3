public import CampaignDomain

/// Sessions for reading lines.
public protocol QueueReadingDatabase: SessionPool where Session: QueueReadingSession {}

/// Reads lines as they are committed, and changes nothing.
public protocol QueueReadingSession: StorageSession {
  /// The user's entry in the campaign's line, but one that was reset, in one snapshot. Its cost doesn't grow with the
  /// line.
  func queueEntry(of user: UserID, in id: CampaignID) throws(RepositoryError) -> Held<QueueEntryLookup>

  /// The campaign's line as a whole, in one snapshot. `nil`: no such campaign.
  func queueInfo(of id: CampaignID) throws(RepositoryError) -> Held<QueueInfoSnapshot>?
}

/// The entry of a user in the line of a campaign, where there is one.
public enum QueueEntryLookup: Hashable, Sendable {
  case noCampaign
  case noEntry
  /// As it was at that moment.
  case found(QueueEntryView)
}

/// The line of a campaign as it was committed.
public struct QueueInfoSnapshot: Sendable {
  /// The campaign that the line is for.
  public let campaign: Campaign
  /// `nil`: nobody has joined yet.
  public let queue: CampaignQueue?
  /// The database's clock.
  public let now: Timestamp
  /// The time at which the first of those who wait joined; `nil`: nobody waits.
  public let oldestJoinTime: Timestamp?

  /// Made by a session; all of it must be read in one snapshot.
  public init(campaign: Campaign, queue: CampaignQueue?, now: Timestamp, oldestJoinTime: Timestamp?) {
    self.campaign = campaign
    self.queue = queue
    self.now = now
    self.oldestJoinTime = oldestJoinTime
  }
}
