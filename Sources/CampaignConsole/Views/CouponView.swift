internal import RPCCodec

/// Coupons as people read them.
struct CouponView {
  let wording: Wording

  /// The fields of one coupon.
  func text(_ coupon: CouponMessage) -> String {
    var fields = [
      (wording.code, PrintableText.escaped(coupon.code)),
      (wording.campaign, "\(coupon.campaignID)"),
      (wording.user, user(coupon)),
      (wording.sequence, GroupedNumber.text(coupon.sequence)),
      (wording.issueTime, time(coupon)),
    ]
    if let state = state(coupon) { fields.append((wording.state, state)) }
    if let time = coupon.revokedTime { fields.append((wording.operations.revokedTime, LocalTime.text(time))) }
    return FieldList.text(fields)
  }

  /// A table that pages of coupons are added to; users come last, because they are of any length.
  func table(ofCampaignWithIssued issued: Int64) -> TextTable {
    TextTable([
      .init(
        title: wording.sequence, alignment: .right, minimumWidth: DisplayWidth.of(GroupedNumber.text(issued))),
      // Ten characters, of which every other one at most is a syllable and wide.
      .init(title: wording.code, minimumWidth: 15), .init(title: wording.issueTime), .init(title: wording.user),
    ])
  }

  /// The cells of a coupon in that table. A state that is not ISSUED stands behind the code, which has no blank.
  func row(_ coupon: CouponMessage) -> [String] {
    let code = PrintableText.escaped(coupon.code) + (state(coupon).map { " " + $0 } ?? "")
    return [GroupedNumber.text(coupon.sequence), code, time(coupon), user(coupon)]
  }

  /// The state of a coupon in a word; `nil`: it is issued, or its server is of before there were states.
  private func state(_ coupon: CouponMessage) -> String? {
    switch coupon.state {
    case .unspecified, .issued: nil
    case .revokePending: wording.operations.stateRevokePending
    case .revoked: wording.operations.stateRevoked
    default: "\(wording.unknown) (\(coupon.state.rawValue))"
    }
  }

  private func user(_ coupon: CouponMessage) -> String {
    coupon.userID.isEmpty ? wording.noUser : PrintableText.escaped(coupon.userID)
  }

  private func time(_ coupon: CouponMessage) -> String {
    coupon.issueTime.map { LocalTime.text($0, precision: .milliseconds) } ?? wording.unknown
  }
}
