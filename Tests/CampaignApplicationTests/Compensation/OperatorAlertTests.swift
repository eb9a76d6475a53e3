import CampaignDomain
import Foundation
import Testing

@testable import CampaignApplication

@Suite struct OperatorAlertTests {
  private func failed(_ error: String) -> OperatorAlert {
    .compensationFailed(
      .init(
        id: 12, kind: "DELIVERY_REVERSAL", reference: "7/81", error: error,
        createTime: Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000), token: 3))
  }

  /// The body is JSON, with any text in an error.
  @Test(arguments: ["", "\"quoted\" \\ and \n, \u{1}", "한글 \u{2028}"]) func theBodyIsJSON(error: String) throws {
    let standstill = OperatorAlert.deliveryStandstill(
      .init(
        campaignID: CampaignID(rawValue: 7), sinceTime: Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000),
        error: error))
    let body = Data(OperatorAlert.json([failed(error), failed(error), standstill]))
    let object = try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
    #expect(object["text"] as? String == "Seonchak: 2 compensations FAILED; deliveries of campaign 7 stand still")
    let alerts = try #require(object["alerts"] as? [[String: String]])
    #expect(alerts.count == 3)
    #expect(
      alerts[0] == [
        "type": "COMPENSATION_FAILED", "compensationId": "12", "compensationType": "DELIVERY_REVERSAL",
        "referenceId": "7/81", "errorMessage": error, "createTime": "2027-01-15T08:00:00Z",
      ])
    #expect(
      alerts[2] == [
        "type": "DELIVERY_STANDSTILL", "campaignId": "7", "errorMessage": error, "sinceTime": "2027-01-15T08:00:00Z",
      ])
  }
}
