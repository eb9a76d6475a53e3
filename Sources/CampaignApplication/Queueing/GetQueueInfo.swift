public import CampaignDomain

/// Tells the state of a campaign's line as a whole.
public struct GetQueueInfo: UseCase {
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

  private let database: any QueueReadingDatabase

  /// Each execution borrows one session of `database` for one read-only transaction.
  public init(database: any QueueReadingDatabase) {
    self.database = database
  }

  /// Changes nothing. Refused with `.campaignNotFound`.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    database.perform(for: call, completion: completion) { (session) throws(UseCaseError) in
      let info = try session.attempt { () throws(RepositoryError) in try session.queueInfo(of: input.campaignID) }
      guard let info else { throw .campaignNotFound(input.campaignID) }
      return info.map { info in
        .success(
          Output(
            campaign: info.campaign, queue: info.queue,
            oldestWait: info.oldestJoinTime.map { max(.zero, info.now.duration(since: $0)) }))
      }
    }
  }
}
