public import CampaignDomain

/// The request for what is read of a campaign besides its row and the clock, under its lock or without it.
public struct IssueQuery: Hashable, Sendable {
  /// The most recent holders that one request reads; who needs more asks again.
  public static let maximumRecentHolders = 10_000

  /// The campaign that is asked about.
  public var campaignID: CampaignID
  /// The users whose coupons are read.
  public var users: [UserID]
  /// The keys whose coupons are read.
  public var keys: [IdempotencyKey]
  /// Reads the users and keys of the coupons from this sequence on, itself included; `nil`: of none. A caller who knows
  /// some coupons already asks from the last of them on: whether it is still the same one shows whether the rest of
  /// them are.
  public var holdersFrom: Int64?
  /// Locks the campaign's line as well, right behind its row; only a lock of one campaign does.
  public var locksLine: Bool
  /// The time for which the row is waited for, in whole milliseconds and at least one; `nil`: as long as the
  /// connection's own limit.
  public var lockTimeout: Duration?

  /// The row and the clock alone, unless told.
  public init(
    _ campaignID: CampaignID, users: [UserID] = [], keys: [IdempotencyKey] = [], holdersFrom: Int64? = nil,
    locksLine: Bool = false, lockTimeout: Duration? = nil
  ) {
    self.campaignID = campaignID
    self.users = users
    self.keys = keys
    self.holdersFrom = holdersFrom
    self.locksLine = locksLine
    self.lockTimeout = lockTimeout
  }
}
