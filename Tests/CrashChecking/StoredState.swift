/// Everything that the database holds of the campaigns of a run, read at one place of the order of observations.
public struct StoredState: Equatable, Sendable {
  /// The place: what was heard before it has to be true here.
  public var place: Int
  /// The campaigns by their ids.
  public var campaigns: [Int64: StoredCampaign]
  /// The coupons of all of them.
  public var coupons: [StoredCoupon]
  /// The entries in line, by their requests.
  public var entries: [String: StoredEntry]

  /// Makes the state.
  public init(
    place: Int, campaigns: [Int64: StoredCampaign] = [:], coupons: [StoredCoupon] = [],
    entries: [String: StoredEntry] = [:]
  ) {
    self.place = place
    self.campaigns = campaigns
    self.coupons = coupons
    self.entries = entries
  }
}

/// A campaign, as the database holds it.
public struct StoredCampaign: Equatable, Sendable {
  /// The name.
  public var name: String
  /// The coupons in all.
  public var total: Int64
  /// Those that are left.
  public var remaining: Int64
  /// The most coupons of one user; 0: no limit.
  public var perUserLimit: Int
  /// The key that it was created with; empty: none.
  public var key: String
  /// Its transitions from OPEN to PAUSED.
  public var pauses: Int
  /// Its transitions from PAUSED to OPEN.
  public var resumes: Int

  /// Makes the campaign.
  public init(
    name: String = "", total: Int64, remaining: Int64, perUserLimit: Int = 0, key: String = "", pauses: Int = 0,
    resumes: Int = 0
  ) {
    self.name = name
    self.total = total
    self.remaining = remaining
    self.perUserLimit = perUserLimit
    self.key = key
    self.pauses = pauses
    self.resumes = resumes
  }
}

/// A coupon, as the database holds it.
public struct StoredCoupon: Equatable, Sendable {
  /// The coupon itself.
  public var coupon: ToldCoupon
  /// Its number among its user's; `nil` where the campaign has no limit.
  public var slot: Int?
  /// The key that it was asked with; empty: none.
  public var key: String

  /// Makes the coupon.
  public init(_ coupon: ToldCoupon, slot: Int? = nil, key: String = "") {
    self.coupon = coupon
    self.slot = slot
    self.key = key
  }
}

/// An entry in line, as the database holds it.
public struct StoredEntry: Equatable, Sendable {
  /// The campaign.
  public var campaign: Int64
  /// The user.
  public var user: String
  /// The number drawn at the join; 0: the user had the coupon already.
  public var ticket: Int64
  /// The end that it has come to; `nil`: none yet.
  public var end: EntryEnd?

  /// Makes the entry.
  public init(campaign: Int64, user: String, ticket: Int64, end: EntryEnd? = nil) {
    self.campaign = campaign
    self.user = user
    self.ticket = ticket
    self.end = end
  }
}
