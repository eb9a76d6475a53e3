import Testing

@testable import CampaignConsole

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("쿠폰", 4), ("각", 2), ("\u{1100}\u{1161}\u{11A8}", 2), ("a가1", 4), ("é", 1), ("e\u{301}", 1),
    ("漢字", 4), ("ｆ", 2), ("ｱ", 1), ("…", 1), ("👍", 2), ("“”", 2), ("ㄱ", 2), ("カナ", 4), ("a\u{200D}b", 2),
  ])
  func columnsAreThoseOfATerminal(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }
}
