public import CampaignApplication
public import CampaignDomain
public import Logging

/// A line of the log for each change of a campaign: what became of it, who did it and, where a time was planned, how
/// late.
public struct CampaignChangeLog: CampaignChangeObserver {
  private let logger: Logger

  /// Writes to this log, at the level `info`.
  public init(_ logger: Logger) {
    self.logger = logger
  }

  /// `campaign created`, with its coupons and its start.
  public func created(_ campaign: Campaign, by actor: String) {
    var fields = Self.fields(of: campaign, actor: actor)
    fields["coupons"] = .stringConvertible(campaign.totalCoupons)
    fields["start_time"] = "\(campaign.startTime.map { "\($0)" } ?? "never")"
    logger.info("campaign created", metadata: fields)
  }

  /// `campaign stocked`, with its coupons.
  public func stocked(_ campaign: Campaign, by actor: String) {
    var fields = Self.fields(of: campaign, actor: actor)
    fields["coupons"] = .stringConvertible(campaign.totalCoupons)
    logger.info("campaign stocked", metadata: fields)
  }

  /// `coupon revoked` or `coupon revocation begun`, with the coupon's sequence: whoever finds a code in a log can
  /// redeem it.
  public func revoked(_ revocation: CouponRevocation, of campaign: Campaign, by actor: String, reason: String) {
    var fields = Self.fields(of: campaign, actor: actor)
    fields["sequence"] = .stringConvertible(revocation.coupon.sequence)
    fields["stock_returned"] = .stringConvertible(revocation.returnsStock)
    if !reason.isEmpty { fields["reason"] = .string(reason) }
    let isDone = revocation.coupon.state.revokedTime != nil
    logger.info("coupon \(isDone ? "revoked" : "revocation begun")", metadata: fields)
  }

  /// `campaign opened`, `paused`, `resumed` or `closed`.
  public func changed(_ transition: CampaignTransition, of campaign: Campaign) {
    var fields = Self.fields(of: campaign, actor: transition.actor)
    if let lateness = transition.lateness {
      let (seconds, attoseconds) = lateness.components
      fields["lateness_us"] = .stringConvertible(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
    logger.info("campaign \(Self.verb(of: transition))", metadata: fields)
  }

  private static func fields(of campaign: Campaign, actor: String) -> Logger.Metadata {
    ["campaign": .stringConvertible(campaign.id.rawValue), "name": .string(campaign.name), "actor": .string(actor)]
  }

  private static func verb(of transition: CampaignTransition) -> String {
    switch transition.to {
    case .open: transition.from == .paused ? "resumed" : "opened"
    case .paused: "paused"
    case .closed: "closed"
    // No campaign goes back there.
    case .scheduled: "scheduled"
    }
  }
}
