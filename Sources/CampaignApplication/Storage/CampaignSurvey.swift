public import CampaignDomain

/// A campaign as it was committed, at a time of the database's clock, with those who hold its coupons.
public struct CampaignSurvey: Sendable {
  /// The campaign's row.
  public let campaign: Campaign
  /// The database's clock when the row was read.
  public let now: Timestamp
  /// `nil`: more than were asked for.
  public let holders: CampaignHolders?

  /// A survey of what was read in one snapshot.
  public init(campaign: Campaign, now: Timestamp, holders: CampaignHolders?) {
    self.campaign = campaign
    self.now = now
    self.holders = holders
  }
}

/// Everybody who holds a coupon of a campaign, by user and by key.
public struct CampaignHolders: Sendable {
  /// The users of all coupons that have one.
  public let users: [UserID]
  /// The keys of all coupons that have one.
  public let keys: [IdempotencyKey]

  /// All holders of a campaign.
  public init(users: [UserID], keys: [IdempotencyKey]) {
    self.users = users
    self.keys = keys
  }
}
