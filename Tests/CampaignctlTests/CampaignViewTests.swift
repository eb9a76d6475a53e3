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

  @Test func aListSaysWhenThereIsNothing() {
    #expect(CampaignView(wording: .english).table([]) == "There are no campaigns.\n")
  }

  @Test func aListIsATableWithNamesLast() {
    let lines = CampaignView(wording: .english).table([
      campaign, CampaignMessage(id: 3, name: "b", state: .init(rawValue: 9)),
    ])
    .split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("ID  State        Left  Coupons  Start"))
    #expect(lines[1].hasPrefix("12  open          999    1,000  2026-11-"))
    #expect(lines[1].hasSuffix("  추석\\n쿠폰"))
    #expect(lines[2].hasPrefix(" 3  unknown (9)     0        0  never"), "it has no start")
  }
}
