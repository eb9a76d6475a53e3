public import CampaignDomain

/// The report of what one run of a job did.
public struct JobReport: Sendable {
  /// One campaign that changed because its time had come.
  public struct Entry: Hashable, Sendable {
    /// The campaign whose state this run changed; one left as it was has no entry.
    public let campaignID: CampaignID
    /// The time since the planned one, by the database's clock.
    public let lateness: Duration

    /// An entry of this campaign, which was changed so late.
    public init(campaignID: CampaignID, lateness: Duration) {
      self.campaignID = campaignID
      self.lateness = lateness
    }
  }

  /// One campaign for which nothing could be done now.
  public struct Failure: Equatable, Sendable {
    /// The campaign that it is about.
    public let campaignID: CampaignID
    /// The reason.
    public let error: UseCaseError
    /// True where an operator is needed at once.
    public let isCritical: Bool

    /// A failure of this campaign.
    public init(campaignID: CampaignID, error: UseCaseError, isCritical: Bool = false) {
      self.campaignID = campaignID
      self.error = error
      self.isCritical = isCritical
    }
  }

  /// The campaigns that this run changed; others may have changed campaigns that were due too.
  public var changed: [Entry] = []
  /// Campaigns for which nothing could be done now. A later run tries them again: those whose row is held as soon as it
  /// is free, others after a while.
  public var failures: [Failure] = []
  /// The time of the next event, on the monotonic clock; `nil`: none is planned. Counted from before the agenda was
  /// asked for, so that it is early by a round trip and never late by the work that followed.
  public var nextEvent: ContinuousClock.Instant?
  /// More was due than one run takes, and not in vain: run again at once.
  public var isCutShort = false

  /// The report of a run that found nothing to do.
  public init() {}
}
