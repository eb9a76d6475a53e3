import CampaignDomain

/// The JSON object by which a coupon is handed over, as the protobuf mapping writes its fields: 64-bit numbers as
/// texts, times as RFC 3339.
enum DeliveryBody {
  static func json(of delivery: Delivery) -> [UInt8] {
    let coupon = delivery.coupon
    var fields = [
      ("requestId", delivery.requestID.description), ("campaignId", "\(coupon.campaignID.rawValue)"),
    ]
    if let user = coupon.userID { fields.append(("userId", user.text)) }
    fields += [
      ("code", coupon.code.text), ("sequence", "\(coupon.sequence)"), ("issueTime", coupon.issueTime.rfc3339),
    ]
    let members = fields.map { "\(quoted($0)):\(quoted($1))" }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
