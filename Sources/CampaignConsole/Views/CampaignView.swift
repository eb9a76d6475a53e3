internal import RPCCodec

/// A campaign as people read it.
struct CampaignView {
  let wording: Wording

  /// `Campaign 12` with its fields below. `firstCoupon`: that of the lowest sequence, if it was read.
  func text(_ campaign: CampaignMessage, firstCoupon: CouponMessage? = nil) -> String {
    "\(wording.campaign) \(campaign.id)\n"
      + FieldList.text(
        [
          (wording.name, PrintableText.escaped(campaign.name)),
          (wording.state, state(campaign.state)),
          (wording.total, GroupedNumber.text(campaign.totalCoupons)),
          (wording.issued, GroupedNumber.text(campaign.issuedCoupons)),
          (wording.remaining, GroupedNumber.text(campaign.remainingCoupons)),
          (wording.perUser, campaign.perUserLimit == 0 ? wording.noLimit : GroupedNumber.text(campaign.perUserLimit)),
          (wording.start, time(campaign.startTime, absent: wording.never)),
          (wording.end, time(campaign.endTime, absent: wording.never)),
          (wording.opened, moment(campaign.openedTime, of: campaign)),
          (wording.created, time(campaign.createTime, absent: wording.unknown)),
        ] + (campaign.queueOnly ? [(wording.queueOnly, wording.yes)] : [])
          + (campaign.deliveryURL.isEmpty ? [] : [(wording.deliveryURL, PrintableText.escaped(campaign.deliveryURL))])
          + firstIssue(firstCoupon, of: campaign))
  }

  /// A campaign's state in a word.
  func state(_ state: CampaignStateMessage) -> String {
    switch state {
    case .scheduled: wording.stateScheduled
    case .open: wording.stateOpen
    case .paused: wording.statePaused
    case .closed: wording.stateClosed
    default: "\(wording.unknown) (\(state.rawValue))"
    }
  }

  private func firstIssue(_ coupon: CouponMessage?, of campaign: CampaignMessage) -> [(String, String)] {
    guard let coupon else { return [] }
    return [(wording.firstIssue, moment(coupon.issueTime, of: campaign))]
  }

  /// A time and how long after the campaign's start it was: what a launch is judged by.
  private func moment(_ time: ProtobufTimestamp?, of campaign: CampaignMessage) -> String {
    guard let time else { return wording.notYet }
    let text = LocalTime.text(time)
    guard let lateness = SpanText.text(from: campaign.startTime, to: time) else { return text }
    return "\(text) (\(wording.afterStart(lateness)))"
  }

  /// A time with its fraction, or what is said where there is none.
  func time(_ time: ProtobufTimestamp?, absent: String) -> String {
    time.map { LocalTime.text($0) } ?? absent
  }
}
