import RPCCodec
import Testing

/// The text that Google's own protobuf for Python prints for the same messages, our order of fields aside.
@Suite struct JSONTests {
  private static let campaign = #"""
    {
      "id": "9007199254740993",
      "name": "봄 \"맞이\"\n\\ \u0001 é",
      "totalCoupons": "1000",
      "issuedCoupons": "1",
      "remainingCoupons": "999",
      "startTime": "2023-11-14T22:13:20.123456Z",
      "perUserLimit": 1,
      "state": "CAMPAIGN_STATE_OPEN",
      "openedTime": "2023-11-14T22:13:20.123Z",
      "createTime": "1969-12-31T23:59:59.000000001Z",
      "deliveryUrl": "",
      "queueOnly": false
    }
    """#
  private static let coupon = """
    {
      "code": "가1나2다3라4마5",
      "campaignId": "7",
      "userId": "user-1",
      "sequence": "1",
      "issueTime": "2023-11-14T22:13:21Z",
      "state": "COUPON_STATE_UNSPECIFIED"
    }
    """

  private func pretty(_ message: some JSONRepresentable) -> String {
    ProtobufJSON.text(of: message, layout: .pretty)
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n").joined(separator: "\n  ")
  }

  @Test func aCampaignIsPrintedByTheMapping() {
    #expect(pretty(SampleMessages.campaign) == Self.campaign)
    for response: any JSONRepresentable in [
      PauseCampaignResponse(campaign: SampleMessages.campaign),
      ResumeCampaignResponse(campaign: SampleMessages.campaign),
      CloseCampaignResponse(campaign: SampleMessages.campaign),
    ] {
      #expect(pretty(response) == "{\n  \"campaign\": \(indented(Self.campaign))\n}")
    }
    #expect(
      pretty(CreateCampaignResponse(campaign: SampleMessages.campaign, alreadyCreated: true))
        == "{\n  \"campaign\": \(indented(Self.campaign)),\n  \"alreadyCreated\": true\n}")
  }

  @Test func aCouponIsPrintedByTheMapping() {
    #expect(pretty(SampleMessages.coupon) == Self.coupon)
    #expect(
      pretty(IssueCouponResponse(coupon: SampleMessages.coupon, alreadyIssued: true))
        == "{\n  \"coupon\": \(indented(Self.coupon)),\n  \"alreadyIssued\": true\n}")
  }

  @Test func defaultsArePrintedAndAbsentMessagesAreNot() {
    #expect(
      ProtobufJSON.text(of: CampaignMessage())
        == #"{"id":"0","name":"","totalCoupons":"0","issuedCoupons":"0","remainingCoupons":"0","perUserLimit":0,"#
        + #""state":"CAMPAIGN_STATE_UNSPECIFIED","deliveryUrl":"","queueOnly":false}"#)
    #expect(ProtobufJSON.text(of: IssueCouponResponse()) == #"{"alreadyIssued":false}"#)
    #expect(ProtobufJSON.text(of: CreateCampaignResponse()) == #"{"alreadyCreated":false}"#)
    #expect(ProtobufJSON.text(of: PauseCampaignResponse()) == "{}")
    #expect(pretty(PauseCampaignResponse()) == "{}")
    #expect(pretty(GetCampaignResponse()) == "{\n  \"coupons\": [],\n  \"nextPageToken\": \"\"\n}")
  }

  @Test func listsArePrintedElementByElement() {
    let response = GetCampaignResponse(coupons: [CouponMessage(), CouponMessage(sequence: 2)], nextPageToken: "n")
    #expect(
      ProtobufJSON.text(of: response)
        == #"{"coupons":[{"code":"","campaignId":"0","userId":"","sequence":"0","state":"COUPON_STATE_UNSPECIFIED"},"#
        + #"{"code":"","campaignId":"0","userId":"","sequence":"2","state":"COUPON_STATE_UNSPECIFIED"}],"#
        + #""nextPageToken":"n"}"#)
    #expect(
      pretty(ListCampaignsResponse(campaigns: [SampleMessages.campaign]))
        == "{\n  \"campaigns\": [\n    \(indented(indented(Self.campaign)))\n  ],\n  \"nextPageToken\": \"\"\n}")
  }

  @Test func enumsArePrintedByNameAndUnknownOnesByNumber() {
    #expect(ProtobufJSON.text(of: HealthCheckResponse(status: .serving)) == #"{"status":"SERVING"}"#)
    let unknown = HealthCheckResponse(status: ServingStatusMessage(rawValue: -9))
    #expect(ProtobufJSON.text(of: unknown) == #"{"status":-9}"#)
  }

  @Test func aStatusIsPrintedWithTheTypeOfEachDetailFirst() {
    #expect(
      pretty(SampleMessages.status) == """
        {
          "code": 9,
          "message": "sold out",
          "details": [
            {
              "@type": "type.googleapis.com/google.rpc.ErrorInfo",
              "reason": "SOLD_OUT",
              "domain": "campaign.v1",
              "metadata": {
                "a": "1",
                "http_status": "409"
              }
            },
            {
              "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
              "locale": "ko",
              "message": "잔여 쿠폰 없음"
            },
            {
              "@type": "type.googleapis.com/google.rpc.BadRequest",
              "fieldViolations": [
                {
                  "field": "user_id",
                  "description": "is needed"
                },
                {
                  "field": "",
                  "description": ""
                }
              ]
            },
            {
              "@type": "type.googleapis.com/google.rpc.RetryInfo",
              "retryDelay": "1.500s"
            }
          ]
        }
        """)
  }

  @Test func aDetailOfAnotherTypeHasItsBytesAsBase64() {
    for (bytes, text) in [([], ""), ([0xFF], "/w=="), ([1, 2], "AQI="), ([0, 0x10, 0x83], "ABCD")]
      as [([UInt8], String)]
    {
      let detail = StatusDetail.unknown(typeURL: "u", value: bytes)
      #expect(ProtobufJSON.text(of: detail) == #"{"@type":"u","value":"\#(text)"}"#)
    }
  }

  @Test(
    arguments: [
      (0, 0, "0s"), (1, 500_000_000, "1.500s"), (-1, -500_000_000, "-1.500s"), (0, -1, "-0.000000001s"),
      (315_576_000_000, 0, "315576000000s"), (3, 1_000, "3.000001s"), (0, 10_000_000, "0.010s"),
    ] as [(Int64, Int32, String)])
  func spansArePrintedInSeconds(seconds: Int64, nanos: Int32, text: String) {
    #expect(ProtobufJSON.text(of: ProtobufDuration(seconds: seconds, nanos: nanos)) == "\"\(text)\"")
  }

  @Test func timesThatHaveNoFormAreNull() {
    #expect(ProtobufJSON.text(of: ProtobufTimestamp(seconds: .max)) == "null")
    #expect(ProtobufJSON.text(of: ProtobufDuration(seconds: 1, nanos: -1)) == "null")
  }

  @Test func controlCharactersAreEscaped() {
    #expect(
      ProtobufJSON.text(
        of: FieldViolation(field: "\u{1B}\u{0}\r\t\u{7F}/\u{9B}\u{2028}", description: "\u{E000}\u{1F600}"))
        == #"{"field":"\u001b\u0000\r\t\u007f/\u009b\u2028","description":"\#u{E000}\#u{1F600}"}"#)
  }
}
