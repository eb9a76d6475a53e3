public import CampaignDomain

/// All that a decision about a campaign needs: read under the campaign's lock where a coupon may be issued or the
/// campaign changed; a look without it (`IssueSession.look`) is good for replays and refusals.
public struct IssueBasis: Sendable {
  /// The row as it stands while the lock is held, or in the snapshot of a look.
  public let campaign: Campaign
  /// The database's clock, read after the lock was granted.
  public let now: Timestamp
  /// The coupons that the users and keys that were asked for have already; those of others are not read.
  public var holdings: CouponHoldings
  /// The holders for whom the query asked by sequence; `nil`: it didn't.
  public let recentHolders: RecentHolders?
  /// The line, locked with the campaign; `nil`: it was not asked for, or there is none.
  public let line: CampaignQueue?

  /// All must have been read under the same lock, or in the same look.
  public init(
    campaign: Campaign, now: Timestamp, holdings: CouponHoldings = CouponHoldings(),
    recentHolders: RecentHolders? = nil, line: CampaignQueue? = nil
  ) {
    self.campaign = campaign
    self.now = now
    self.holdings = holdings
    self.recentHolders = recentHolders
    self.line = line
  }
}

extension Issuance {
  /// Begins a group of about `count` calls.
  init(_ basis: IssueBasis, expecting count: Int = 1) {
    self.init(of: basis.campaign, at: basis.now, holdings: basis.holdings, expecting: count)
  }
}
