public import CampaignDomain

/// Sessions for delivering coupons.
public protocol DeliveryDatabase: SessionPool where Session: DeliverySession {}

/// Hands out deliveries, and saves what became of them. A claim: `lockDue` → the domain decides → `commitClaims` or
/// `rollback`. Outcomes: `lockDeliveries` → the domain decides → `stage` and a commit.
public protocol DeliverySession: DeliveryStagingSession {
  /// The campaigns that have deliveries, each with the time from which on something is due.
  func deliveryAgenda(_ request: DeliveryAgendaRequest) throws(RepositoryError) -> DeliveryAgenda

  /// Opens a transaction, locks the campaign's standstill and up to `limit` deliveries that are due, those that
  /// somebody else holds left out, and reads the clock behind it.
  func lockDue(of id: CampaignID, limit: Int) throws(RepositoryError) -> DueDeliveries

  /// Saves the claims and the campaign's standstill, and commits.
  func commitClaims(_ claiming: DeliveryClaiming) throws(RepositoryError)

  /// Opens a transaction, locks the campaign (where `withCampaign`), its line, those of these deliveries that there
  /// are, and its standstill, and reads the clock behind it. Each row is waited for so long. `nil`: the campaign or its
  /// line is gone; the transaction is open all the same.
  func lockDeliveries(
    _ ids: [RequestID], of id: CampaignID, withCampaign: Bool, lockTimeout: Duration
  ) throws(RepositoryError) -> DeliveryBasis?
}

/// The part of the deliveries' agenda that is read.
public struct DeliveryAgendaRequest: Hashable, Sendable {
  /// The most campaigns.
  public var limit: Int
  /// The campaigns behind this one; `nil`: from the first.
  public var after: CampaignID?

  /// A look at so many campaigns.
  public init(limit: Int, after: CampaignID? = nil) {
    self.limit = limit
    self.after = after
  }
}

/// The campaigns that have deliveries, in the order of their ids.
public struct DeliveryAgenda: Hashable, Sendable {
  /// A campaign that has deliveries.
  public struct Entry: Hashable, Sendable {
    /// The campaign.
    public let campaignID: CampaignID
    /// The time until one of them is due, or the campaign's standstill lets one try; negative: it was due before.
    public let untilDue: Duration

    /// Made by a session.
    public init(campaignID: CampaignID, untilDue: Duration) {
      self.campaignID = campaignID
      self.untilDue = untilDue
    }
  }

  /// As many as were asked for, or all that there are.
  public let entries: [Entry]

  /// Made by a session.
  public init(entries: [Entry]) {
    self.entries = entries
  }
}

/// Deliveries that are due and locked.
public struct DueDeliveries: Sendable {
  /// The longest due first.
  public let deliveries: [Delivery]
  /// The campaign's service; `nil`: its row names none, or is gone.
  public let url: DeliveryURL?
  /// The campaign's standstill; `nil`: there is none.
  public let standstill: DeliveryStandstill?
  /// The database's clock, read after the locks were granted.
  public let now: Timestamp

  /// Made by a session.
  public init(deliveries: [Delivery], url: DeliveryURL?, standstill: DeliveryStandstill?, now: Timestamp) {
    self.deliveries = deliveries
    self.url = url
    self.standstill = standstill
    self.now = now
  }
}

/// All that a decision on the ends of exchanges needs, read under its locks.
public struct DeliveryBasis: Sendable {
  /// The campaign, where it was asked for.
  public let campaign: Campaign?
  /// The campaign's line.
  public let queue: CampaignQueue
  /// The deliveries that there are.
  public let deliveries: [RequestID: Delivery]
  /// The campaign's standstill; `nil`: there is none.
  public let standstill: DeliveryStandstill?
  /// The database's clock, read after the locks were granted.
  public let now: Timestamp

  /// Made by a session.
  public init(
    campaign: Campaign?, queue: CampaignQueue, deliveries: [RequestID: Delivery], standstill: DeliveryStandstill?,
    now: Timestamp
  ) {
    self.campaign = campaign
    self.queue = queue
    self.deliveries = deliveries
    self.standstill = standstill
    self.now = now
  }
}
