import RPCCodec
import Testing

@testable import CampaignConsole

@Suite struct CampaignTableTests {
  private let campaign = CampaignMessage(
    id: 12, name: "추석\n쿠폰", totalCoupons: 1_000, issuedCoupons: 1, remainingCoupons: 999,
    startTime: ProtobufTimestamp(seconds: 1_795_225_197), perUserLimit: 0, state: .open)

  private func lines(
    _ campaigns: [CampaignMessage], columns: Int? = nil, wording: Wording = .english
  ) -> [Substring] {
    CampaignTable(wording: wording, columns: columns).text(campaigns).split(separator: "\n")
  }

  /// Two campaigns with long names and an end, as an operator has them.
  private var campaigns: [CampaignMessage] {
    var long = campaign
    long.name = String(repeating: "가을 세일 ", count: 30)
    long.startTime?.nanos = 991_241_000
    long.endTime = ProtobufTimestamp(seconds: 1_795_311_597)
    var other = campaign
    other.id = 13
    other.name = String(repeating: "winter sale ", count: 12)
    return [long, other]
  }

  @Test func itSaysWhenThereIsNothing() {
    #expect(CampaignTable(wording: .english, columns: 80).text([]) == "There are no campaigns.\n")
  }

  @Test func namesComeLast() {
    let lines = lines([campaign, CampaignMessage(id: 3, name: "b", state: .init(rawValue: 9))])
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("ID  State        Left  Coupons  Start"))
    #expect(lines[1].hasPrefix("12  open          999    1,000  2026-11-"))
    #expect(lines[1].hasSuffix("  추석\\n쿠폰"))
    #expect(lines[2].hasPrefix(" 3  unknown (9)     0        0  never"))
  }

  @Test func whatIsNotForATerminalIsWhole() {
    let lines = lines(campaigns)
    #expect(lines[1].contains(":57.991241 ") && lines[1].contains("2026-11-22"))
    #expect(lines[1].contains(String(repeating: "가을 세일 ", count: 29)) && !lines[1].contains("…"))
    #expect(lines[2].contains("never"))
  }

  @Test(arguments: [40, 60, 80, 100, 120, 200, 500])
  func everyLineFitsTheTerminal(columns: Int) {
    for wording in [Wording.english, .korean] {
      for line in lines(campaigns, columns: columns, wording: wording) {
        #expect(DisplayWidth.of(String(line)) <= columns, "\(line)")
      }
    }
  }

  @Test func longNamesAreCutBeforeAnEndIsLeftOut() {
    let wide = lines(campaigns, columns: 120)
    #expect(wide[0].contains("End") && wide[1].contains("2026-11-22") && wide[1].hasSuffix("…"))
    #expect(wide[1].contains("가을 세일"))
    let narrow = lines(campaigns, columns: 80)
    #expect(!narrow[0].contains("End") && narrow[0].contains("Start") && narrow[0].contains("Coupons"))
    #expect(narrow[1].hasSuffix("…") && narrow[1].contains(":57.991241 "))
    let narrower = lines(campaigns, columns: 48)
    #expect(!narrower[0].contains("Start") && narrower[0].contains("Left") && narrower[1].contains("가을"))
  }

  @Test func whatFitsIsLeftAsItIs() {
    #expect(lines([campaign], columns: 120) == lines([campaign]))
  }

  @Test(arguments: [
    ("가을 세일", 9, "가을 세일"), ("가을 세일", 8, "가을 세…"), ("가을 세일", 7, "가을 …"), ("가을 세일", 4, "가…"),
    ("가을 세일", 2, "…"), ("가을 세일", 1, "…"), ("abc", 2, "a…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ("abc", 0, ""),
  ])
  func aCutTextTakesNoMoreColumns(text: String, columns: Int, expected: String) {
    #expect(DisplayWidth.cut(text, to: columns) == expected)
  }
}
