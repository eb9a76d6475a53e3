public import CampaignDomain

/// Sessions for reading.
public protocol ReadingDatabase: SessionPool where Session: ReadingSession {}

/// Reads what is committed, and changes nothing.
public protocol ReadingSession: StorageSession {
  /// The campaign and up to `limit` of its coupons after `sequence`, in one snapshot. `nil`: no such campaign.
  func page(of id: CampaignID, after sequence: Int64, limit: Int) throws(RepositoryError) -> Held<CampaignPage>?

  /// Up to `limit` campaigns with ids below `id` (`nil`: from the newest), newest first.
  func campaigns(before id: CampaignID?, limit: Int) throws(RepositoryError) -> Held<[ListedCampaign]>

  /// The ids among these that a campaign has, as it is committed at this moment. Creations commit synchronously.
  func existing(_ ids: [CampaignID]) throws(RepositoryError) -> Set<CampaignID>

  /// The campaign, the clock and the holders of its coupons, in one snapshot. `nil`: no such campaign. The holders of a
  /// campaign that issued more coupons than `holderLimit` are not read; 0 reads none.
  func snapshot(of id: CampaignID, holderLimit: Int) throws(RepositoryError) -> Held<CampaignSnapshot>?

  /// The holders of the campaign's coupons from `sequence` on, itself included, up to `IssueQuery.maximumRecentHolders`
  /// of them. They are good for deciding who has to be looked up, and for nothing that is told.
  func recentHolders(of id: CampaignID, from sequence: Int64) throws(RepositoryError) -> RecentHolders
}

/// A campaign with some of its coupons, by sequence.
public struct CampaignPage: Sendable {
  /// The campaign as this snapshot has it: its counts agree with the coupons that this snapshot has.
  public let campaign: Campaign
  /// Committed ones only, by sequence, at most as many as were asked for.
  public let coupons: [Coupon]

  /// Made by a session; both must be of one snapshot.
  public init(campaign: Campaign, coupons: [Coupon]) {
    self.campaign = campaign
    self.coupons = coupons
  }
}

/// A campaign as it was committed, at a time of the database's clock, with those who hold its coupons.
public struct CampaignSnapshot: Sendable {
  /// The users and the keys of all coupons that have one.
  public typealias Holders = (users: [UserID], keys: [IdempotencyKey])

  /// The campaign's row.
  public let campaign: Campaign
  /// The database's clock when the row was read.
  public let now: Timestamp
  /// `nil`: more than were asked for.
  public let holders: Holders?

  /// Made by a session; all of it must be read in one snapshot.
  public init(campaign: Campaign, now: Timestamp, holders: Holders?) {
    self.campaign = campaign
    self.now = now
    self.holders = holders
  }
}

/// One row of a listing of campaigns.
public enum ListedCampaign: Hashable, Sendable {
  case campaign(Campaign)
  /// The row of this id holds what no campaign can have. The text is for the log: it names campaign, column and value.
  case fault(CampaignID, String)

  /// The id of the row.
  public var id: CampaignID {
    switch self {
    case .campaign(let campaign): campaign.id
    case .fault(let id, _): id
    }
  }
}
