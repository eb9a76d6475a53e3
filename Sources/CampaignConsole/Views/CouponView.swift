internal import RPCCodec

/// Coupons as people read them.
struct CouponView {
  let wording: Wording

  /// The fields of one coupon.
  func text(_ coupon: CouponMessage) -> String {
    FieldList.text([
      (wording.code, PrintableText.escaped(coupon.code)),
      (wording.campaign, "\(coupon.campaignID)"),
      (wording.user, user(coupon)),
      (wording.sequence, GroupedNumber.text(coupon.sequence)),
      (wording.issueTime, time(coupon)),
    ])
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

  /// The cells of a coupon in that table.
  func row(_ coupon: CouponMessage) -> [String] {
    [GroupedNumber.text(coupon.sequence), PrintableText.escaped(coupon.code), time(coupon), user(coupon)]
  }

  private func user(_ coupon: CouponMessage) -> String {
    coupon.userID.isEmpty ? wording.noUser : PrintableText.escaped(coupon.userID)
  }

  private func time(_ coupon: CouponMessage) -> String {
    coupon.issueTime.map { LocalTime.text($0, precision: .milliseconds) } ?? wording.unknown
  }
}
