import CampaignDomain

/// Closes the campaigns whose end has come by the database's clock. No coupon waits for it: an issue after the end is
/// refused whether or not the campaign was closed already.
public struct CloseEndedCampaigns: BackgroundJob {
  /// The limits of one run.
  public struct Configuration: Sendable {
    /// The most campaigns of one run.
    public var limit: Int

    /// `limit` must be above 0; what is due beyond it waits for the next run, and the report says so.
    public init(limit: Int = 100) {
      self.limit = limit
    }
  }

  private let settlement: EventSettlement

  /// Reads from and changes `database`, over one session for a whole run; `observer` hears of each change at once.
  public init(
    database: any AgendaDatabase, configuration: Configuration = Configuration(),
    observer: (any CampaignChangeObserver)? = nil
  ) {
    settlement = EventSettlement(
      .end, in: database, limits: .init(count: configuration.limit), telling: observer
    ) { locked in
      locked.campaign.ended(at: locked.now, by: "scheduler")
    }
  }

  /// Finds what is due and closes it, each campaign in a transaction of its own. Throws only where the database can't
  /// be reached; one campaign's failure stands in the report and stops no other.
  public func runOnce(
    waitingUntil limit: ContinuousClock.Instant?
  ) async throws(UseCaseError) -> CampaignEventReport {
    try await settlement.run(waitingUntil: limit)
  }
}
