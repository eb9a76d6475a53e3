import CrashChecking
import RPCCodec

extension ToldCoupon {
  init(_ coupon: CouponMessage) {
    self.init(campaign: coupon.campaignID, sequence: coupon.sequence, code: coupon.code, user: coupon.userID)
  }
}

extension CampaignPhase {
  /// `nil`: a state that no run of crashes brings about.
  init?(_ state: CampaignStateMessage) {
    switch state {
    case .open: self = .open
    case .paused: self = .paused
    default: return nil
    }
  }
}

extension ToldPage {
  init(_ campaign: CampaignMessage, _ coupons: [CouponMessage]) {
    self.init(
      campaign: campaign.id, total: campaign.totalCoupons, issued: campaign.issuedCoupons,
      remaining: campaign.remainingCoupons, phase: CampaignPhase(campaign.state),
      coupons: coupons.map { ToldCoupon($0) })
  }
}

extension ToldEntry {
  /// `nil`: the answer tells of no entry.
  init?(_ entry: QueueEntryMessage) {
    guard !entry.requestID.isEmpty else { return nil }
    self.init(
      request: entry.requestID, campaign: entry.campaignID, user: entry.userID, ticket: entry.ticket,
      end: EntryEnd(coupon: entry.coupon, failureReason: entry.failureReason),
      coupon: entry.coupon.map { ToldCoupon($0) })
  }

  init?(_ request: CouponRequestMessage) {
    guard !request.requestID.isEmpty else { return nil }
    self.init(
      request: request.requestID, campaign: request.campaignID, user: request.userID,
      end: EntryEnd(coupon: request.coupon, failureReason: request.failureReason),
      coupon: request.coupon.map { ToldCoupon($0) })
  }
}

extension EntryEnd {
  /// `nil`: the entry has no end yet.
  fileprivate init?(coupon: CouponMessage?, failureReason: String) {
    if !failureReason.isEmpty {
      self = .failed(reason: failureReason)
    } else if let coupon {
      self = .completed(sequence: coupon.sequence)
    } else {
      return nil
    }
  }
}
