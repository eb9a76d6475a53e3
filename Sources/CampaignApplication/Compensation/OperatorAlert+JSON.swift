import CampaignDomain

extension OperatorAlert {
  /// The body that tells of some alerts: a JSON object with a line for people, and an object for each.
  static func json(_ alerts: [OperatorAlert]) -> [UInt8] {
    let objects = alerts.map { "{\($0.fields.map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ","))}" }
    return Array("{\"text\":\(quoted(sentence(alerts))),\"alerts\":[\(objects.joined(separator: ","))]}".utf8)
  }

  private static func sentence(_ alerts: [OperatorAlert]) -> String {
    var (failed, campaigns) = (0, [String]())
    for alert in alerts {
      switch alert {
      case .compensationFailed: failed += 1
      case .deliveryStandstill(let standstill): campaigns.append("\(standstill.campaignID.rawValue)")
      }
    }
    var parts: [String] = []
    if failed > 0 { parts.append("\(failed == 1 ? "1 compensation" : "\(failed) compensations") FAILED") }
    if !campaigns.isEmpty {
      parts.append("deliveries of campaign \(campaigns.joined(separator: ", ")) stand still")
    }
    return "Seonchak: \(parts.joined(separator: "; "))"
  }

  /// The fields in their order. Whole numbers of 64 bits are texts, as the protobuf mapping writes them.
  private var fields: [(String, String)] {
    switch self {
    case .compensationFailed(let failed):
      [
        ("type", "COMPENSATION_FAILED"), ("compensationId", "\(failed.id)"), ("compensationType", failed.kind),
        ("referenceId", failed.reference), ("errorMessage", failed.error), ("createTime", failed.createTime.rfc3339),
      ]
    case .deliveryStandstill(let standstill):
      [
        ("type", "DELIVERY_STANDSTILL"), ("campaignId", "\(standstill.campaignID.rawValue)"),
        ("errorMessage", standstill.error), ("sinceTime", standstill.sinceTime.rfc3339),
      ]
    }
  }

  /// A string of JSON (RFC 8259, section 7).
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
