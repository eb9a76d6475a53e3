import NIOCore
import RPCCodec

/// Messages whose bytes and JSON were made by Google's own protobuf for Python.
enum SampleMessages {
  static let campaign = CampaignMessage(
    id: 9_007_199_254_740_993, name: "봄 \"맞이\"\n\\ \u{01} é", totalCoupons: 1_000, issuedCoupons: 1,
    remainingCoupons: 999, startTime: ProtobufTimestamp(seconds: 1_700_000_000, nanos: 123_456_000), perUserLimit: 1,
    state: .open, openedTime: ProtobufTimestamp(seconds: 1_700_000_000, nanos: 123_000_000),
    createTime: ProtobufTimestamp(seconds: -1, nanos: 1))
  static let coupon = CouponMessage(
    code: "가1나2다3라4마5", campaignID: 7, userID: "user-1", sequence: 1,
    issueTime: ProtobufTimestamp(seconds: 1_700_000_001))
  static let status = RPCStatus(
    code: .failedPrecondition, message: "sold out",
    details: [
      .errorInfo(ErrorInfo(reason: "SOLD_OUT", domain: "campaign.v1", metadata: ["http_status": "409", "a": "1"])),
      .localizedMessage(LocalizedMessage(locale: "ko", message: "잔여 쿠폰 없음")),
      .badRequest(
        BadRequest(fieldViolations: [FieldViolation(field: "user_id", description: "is needed"), FieldViolation()])),
      .retryInfo(.milliseconds(1_500)),
    ])

  static let campaignHex =
    "0881808080808080101213ebb4842022eba79eec9db4220a5c200120c3a918e807200128e707320b0880e2cfaa06108094ef3a40014802"
    + "520b0880e2cfaa0610c0a9d33a5a0d08ffffffffffffffffff011001"
  static let couponHex =
    "0a14eab08031eb829832eb8ba433eb9dbc34eba7883510071a06757365722d3120012a060881e2cfaa06"
  static let issueCouponResponseHex = "0a2a" + couponHex + "1001"
  static let getCampaignResponseHex = "0a53" + campaignHex + "122a" + couponHex + "12001a016e"
  static let createCampaignRequestHex =
    "0a016e100a221608ffffffffffffffffff011080b6ca91feffffffff012a0d08ff82d1ffaf0710ff93ebdc0338ffffffffffffffffff01"
    + "42016b"
  static let requestHex =
    "0a1b63616d706169676e2e76312e43616d706169676e53657276696365120b4973737565436f75706f6e1a02082a20ffffffffffffffffff"
    + "012a150a0f6163636570742d6c616e677561676512026b6f"
  static let statusHex =
    "08091208736f6c64206f75741a5f0a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e4572726f72496e666f"
    + "12330a08534f4c445f4f5554120b63616d706169676e2e76311a120a0b687474705f73746174757312033430391a060a01611201311a"
    + "4d0a2f747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e4c6f63616c697a65644d657373616765121a0a02"
    + "6b6f1214ec9e94ec97ac20ecbfa0ed8fb020ec9786ec9d8c1a450a29747970652e676f6f676c65617069732e636f6d2f676f6f676c65"
    + "2e7270632e4261645265717565737412180a140a07757365725f696412096973206e65656465640a001a360a28747970652e676f6f67"
    + "6c65617069732e636f6d2f676f6f676c652e7270632e5265747279496e666f120a0a0808011080cab5ee01"
}

extension WireMessage {
  func encoded(with codec: MessageCodec = MessageCodec(limits: .client)) -> ByteBuffer {
    var buffer = ByteBuffer()
    encode(into: &buffer, with: codec)
    return buffer
  }

  static func decoded(hex: String) throws -> Self {
    try decode(ByteBuffer(hex: hex), with: MessageCodec(limits: .client))
  }
}
