import Foundation
import ProcessHarness
import RPCCodec

/// Messages and calls that several tests use.
enum Fixtures {
  static let campaign = CampaignMessage(
    id: 12, name: "추석 쿠폰", totalCoupons: 1_000, issuedCoupons: 2, remainingCoupons: 998,
    startTime: ProtobufTimestamp(seconds: 1_795_225_197), perUserLimit: 1, state: .open,
    openedTime: ProtobufTimestamp(seconds: 1_795_225_197, nanos: 1_000),
    createTime: ProtobufTimestamp(seconds: 1_795_225_000))

  static func coupon(_ sequence: Int64) -> CouponMessage {
    CouponMessage(
      code: "가1나2다3라4마5", campaignID: 12, userID: "user-\(sequence)", sequence: sequence,
      issueTime: ProtobufTimestamp(seconds: 1_795_225_198, nanos: 120_000_000), state: .issued)
  }

  static func status(_ code: StatusCode, _ reason: String, http: Int, ko: String) -> RPCStatus {
    RPCStatus(
      code: code, message: "what to do about \(reason)",
      details: [
        .errorInfo(ErrorInfo(reason: reason, domain: "campaign.v1", metadata: ["http_status": "\(http)"])),
        .localizedMessage(LocalizedMessage(locale: "ko", message: ko)),
      ])
  }

  /// Runs campaignctl against this server.
  static func campaignctl(
    _ arguments: [String], at server: RecordingServer? = nil, environment: [String: String] = ["TZ": "Asia/Seoul"]
  ) async throws -> ProgramProcess.Ending {
    let address = server.map { ["--address", $0.address] } ?? []
    // Answers of this process may take longer on a busy machine than anybody would wait for a server's.
    let environment = ["CAMPAIGN_TIMEOUT": "60s"].merging(environment) { $1 }
    return try await ProgramProcess.run("campaignctl", arguments + address, environment: environment)
  }

  /// The JSON value of a text, in Foundation's types.
  static func json(_ text: String) throws -> NSDictionary? {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
  }
}
