import CampaignDomain

extension OperatorAlert {
  /// The body that tells of some alerts: a JSON object with a line for people, and an object for each.
  static func json(_ alerts: [OperatorAlert]) -> [UInt8] {
    let objects = alerts.map { JSONText.object($0.fields) }
    let text = JSONText.quoted(sentence(alerts))
    return Array("{\"text\":\(text),\"alerts\":[\(objects.joined(separator: ","))]}".utf8)
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
  private var fields: [(name: String, text: String)] {
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
}
