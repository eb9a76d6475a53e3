public import CampaignDomain
public import RPCCodec

extension CampaignMessage {
  /// The message of a campaign.
  public init(_ campaign: Campaign) {
    self.init(
      id: campaign.id.rawValue, name: campaign.name, totalCoupons: campaign.totalCoupons,
      issuedCoupons: campaign.issuedCoupons, remainingCoupons: campaign.remainingCoupons,
      startTime: campaign.startTime.map(ProtobufTimestamp.init),
      endTime: campaign.endTime.map(ProtobufTimestamp.init),
      perUserLimit: campaign.perUserLimit, state: CampaignStateMessage(campaign.state),
      openedTime: campaign.openedTime.map(ProtobufTimestamp.init), createTime: ProtobufTimestamp(campaign.createTime),
      deliveryURL: campaign.deliveryURL?.text ?? "", queueOnly: campaign.queueOnly)
  }
}

extension CampaignStateMessage {
  init(_ state: CampaignState) {
    switch state {
    case .scheduled: self = .scheduled
    case .open: self = .open
    case .paused: self = .paused
    case .closed: self = .closed
    }
  }
}

extension CouponMessage {
  /// The message of a coupon.
  public init(_ coupon: Coupon) {
    self.init(
      code: coupon.code.text, campaignID: coupon.campaignID.rawValue, userID: coupon.userID?.text ?? "",
      sequence: coupon.sequence, issueTime: ProtobufTimestamp(coupon.issueTime),
      state: CouponStateMessage(coupon.state), revokedTime: coupon.state.revokedTime.map(ProtobufTimestamp.init))
  }
}

extension CouponStateMessage {
  init(_ state: CouponState) {
    switch state {
    case .issued: self = .issued
    case .revokePending: self = .revokePending
    case .revoked: self = .revoked
    }
  }
}

extension ProtobufTimestamp {
  /// The message of a time.
  init(_ timestamp: Timestamp) {
    self.init(microsecondsSinceEpoch: timestamp.microsecondsSinceEpoch)
  }
}
