import CampaignDomain

/// The JSON object by which a coupon is handed over, as the protobuf mapping writes its fields: 64-bit numbers as
/// texts, times as RFC 3339.
enum DeliveryBody {
  static func json(of delivery: Delivery) -> [UInt8] {
    let coupon = delivery.coupon
    var members: [(name: String, text: String)] = [
      ("requestId", delivery.requestID.description), ("campaignId", "\(coupon.campaignID.rawValue)"),
    ]
    if let user = coupon.userID { members.append(("userId", user.text)) }
    members += [
      ("code", coupon.code.text), ("sequence", "\(coupon.sequence)"), ("issueTime", coupon.issueTime.rfc3339),
    ]
    return Array(JSONText.object(members).utf8)
  }
}
