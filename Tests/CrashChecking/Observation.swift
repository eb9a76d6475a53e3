/// Something that a caller was told, and its places in the one order of all that was sent and heard.
public struct Observation: Equatable, Sendable {
  /// The place at which the call was sent.
  public var sent: Int
  /// The place at which the answer came.
  public var heard: Int
  /// The answer, with what it was an answer to.
  public var told: Told

  /// Makes the observation.
  public init(sent: Int, heard: Int, told: Told) {
    self.sent = sent
    self.heard = heard
    self.told = told
  }
}

/// The answers from which something follows for the database. Others (a call whose outcome nobody knows, an overload)
/// promise nothing.
public enum Told: Equatable, Sendable {
  /// A coupon, for the key that it was asked with; empty: none.
  case coupon(ToldCoupon, key: String, isReplay: Bool)
  /// There is none left.
  case soldOut(campaign: Int64)
  /// The user has all that they may have.
  case userLimitReached(campaign: Int64, user: String)
  /// Somebody else used the key in this campaign.
  case issueKeyReused(campaign: Int64, user: String, key: String)
  /// The campaign is paused.
  case pausedRefusal(campaign: Int64)
  /// A campaign, and coupons of it.
  case page(ToldPage)
  /// The campaign's state, as a transition or its repeat left it.
  case state(campaign: Int64, CampaignPhase)
  /// A campaign that was created with this key.
  case created(campaign: Int64, key: String)
  /// The key created another campaign than the one that was asked for, with this name.
  case creationKeyReused(key: String, name: String)
  /// A user's place in line, or what became of it.
  case entry(ToldEntry)
}

/// The states of a campaign that a run of crashes brings about.
public enum CampaignPhase: String, Equatable, Sendable {
  /// Issuing.
  case open = "OPEN"
  /// Stopped for a while.
  case paused = "PAUSED"
}

/// A coupon, as a caller was told of it.
public struct ToldCoupon: Hashable, Sendable {
  /// Its campaign.
  public var campaign: Int64
  /// Its number in the campaign.
  public var sequence: Int64
  /// Its code.
  public var code: String
  /// Its user; empty: none.
  public var user: String

  /// Makes the coupon.
  public init(campaign: Int64, sequence: Int64, code: String, user: String) {
    self.campaign = campaign
    self.sequence = sequence
    self.code = code
    self.user = user
  }
}

/// A campaign and one page of its coupons, of one moment.
public struct ToldPage: Equatable, Sendable {
  /// The campaign.
  public var campaign: Int64
  /// The coupons in all.
  public var total: Int64
  /// Those that were issued.
  public var issued: Int64
  /// Those that were left.
  public var remaining: Int64
  /// The campaign's state; `nil`: one that no run of crashes brings about.
  public var phase: CampaignPhase?
  /// The coupons of the page.
  public var coupons: [ToldCoupon]

  /// Makes the page.
  public init(
    campaign: Int64, total: Int64, issued: Int64, remaining: Int64, phase: CampaignPhase?, coupons: [ToldCoupon]
  ) {
    self.campaign = campaign
    self.total = total
    self.issued = issued
    self.remaining = remaining
    self.phase = phase
    self.coupons = coupons
  }
}

/// A user's entry in a line, as a caller was told of it.
public struct ToldEntry: Equatable, Sendable {
  /// Its coupon request.
  public var request: String
  /// The campaign.
  public var campaign: Int64
  /// The user.
  public var user: String
  /// The number drawn at the join; `nil`: the answer doesn't tell it.
  public var ticket: Int64?
  /// The end that it had come to; `nil`: none yet.
  public var end: EntryEnd?
  /// The coupon that the answer showed.
  public var coupon: ToldCoupon?

  /// Makes the entry.
  public init(
    request: String, campaign: Int64, user: String, ticket: Int64? = nil, end: EntryEnd? = nil,
    coupon: ToldCoupon? = nil
  ) {
    self.request = request
    self.campaign = campaign
    self.user = user
    self.ticket = ticket
    self.end = end
    self.coupon = coupon
  }
}

/// The end of an entry in a line, which is never taken back in a run of crashes.
public enum EntryEnd: Equatable, Sendable {
  /// With the coupon of this sequence.
  case completed(sequence: Int64)
  /// Without one, for this reason.
  case failed(reason: String)
}
