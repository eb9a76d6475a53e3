public import CampaignDomain

/// Lists the entries that the queue gave up, the latest first.
public struct ListDeadLetters: Sendable {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// `nil`: of all campaigns.
    public var campaignID: CampaignID?
    /// 0: 100; at most 1,000, more is cut to it.
    public var pageSize: Int32
    /// Empty: the first page.
    public var pageToken: String

    /// A request for a page.
    public init(campaignID: CampaignID?, pageSize: Int32 = 0, pageToken: String = "") {
      self.campaignID = campaignID
      self.pageSize = pageSize
      self.pageToken = pageToken
    }
  }

  /// A page.
  public struct Output: Sendable {
    /// The latest first.
    public var deadLetters: [DeadLetter]
    /// Empty: this is the last page.
    public var nextPageToken: String

    /// Made by the use case.
    public init(deadLetters: [DeadLetter], nextPageToken: String) {
      self.deadLetters = deadLetters
      self.nextPageToken = nextPageToken
    }
  }
}

/// An entry that the queue gave up after its last attempt, with the error of that.
public struct DeadLetter: Hashable, Sendable {
  /// The entry as it ended.
  public let entry: QueueEntry
  /// The error of the last try.
  public let error: String

  /// Made by a session.
  public init(entry: QueueEntry, error: String) {
    self.entry = entry
    self.error = error
  }
}
