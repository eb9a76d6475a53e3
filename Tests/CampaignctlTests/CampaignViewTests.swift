import RPCCodec
import Testing

@testable import CampaignConsole

@Suite struct CampaignViewTests {
  private let campaign = CampaignMessage(
    id: 12, name: "추석\n쿠폰", totalCoupons: 1_000, issuedCoupons: 1, remainingCoupons: 999,
    startTime: ProtobufTimestamp(seconds: 1_795_225_197), perUserLimit: 0, state: .open)

  @Test func aCampaignIsAListOfFields() {
    let text = CampaignView(wording: .english).text(campaign)
    #expect(text.hasPrefix("Campaign 12\n  Name      추석\\n쿠폰\n  State     open\n  Coupons   1,000\n"))
    #expect(text.contains("  Per user  no limit\n"))
    #expect(text.contains("  End       never\n  Opened    not yet\n"))
  }

  @Test func koreanLabelsAreAligned() {
    let text = CampaignView(wording: .korean).text(campaign)
    #expect(text.hasPrefix("캠페인 12\n  이름        추석\\n쿠폰\n  상태        진행 중\n  전체 쿠폰   1,000\n"))
  }

  @Test(arguments: [Wording.english, .korean]) func theServiceIsShownWhereThereIsOne(wording: Wording) {
    var campaign = campaign
    #expect(!CampaignView(wording: wording).text(campaign).contains(wording.deliveryURL))
    campaign.queueOnly = true
    campaign.deliveryURL = "https://a/b"
    #expect(CampaignView(wording: wording).text(campaign).contains("  \(wording.deliveryURL) "))
    #expect(CampaignView(wording: wording).text(campaign).contains(" https://a/b\n"))
  }

  /// A start without its fraction would contradict "1.280 ms after the start" beside it.
  @Test func startAndOpeningHaveTheirFractions() {
    var campaign = campaign
    campaign.startTime?.nanos = 991_241_000
    campaign.openedTime = ProtobufTimestamp(seconds: 1_795_225_197, nanos: 992_521_000)
    campaign.endTime = ProtobufTimestamp(seconds: 1_795_228_797, nanos: 500_000_000)
    let text = CampaignView(wording: .english).text(campaign)
    #expect(text.contains(":57.991241 ") && text.contains(":57.500 "))
    #expect(text.contains(":57.992521 ") && text.contains(" (1.280 ms after the start)\n"))
  }
}
