import RPCCodec
import Testing

@Suite struct PrintableTextTests {
  @Test(arguments: ["", "Autumn", "추석 쿠폰 10%", "a\\b", "👩‍👧", "e\u{301}"])
  func ordinaryTextIsLeftAlone(text: String) {
    #expect(PrintableText.escaped(text) == text)
  }

  @Test(arguments: [
    ("a\nb", "a\\nb"), ("a\r\tb", "a\\r\\tb"), ("\u{1B}[2Jx", "\\u{1B}[2Jx"), ("\u{0}", "\\u{0}"),
    ("\u{85}", "\\u{85}"), ("\u{2028}", "\\u{2028}"), ("\u{202E}abc", "\\u{202E}abc"), ("\u{7F}", "\\u{7F}"),
    ("\u{E000}", "\\u{E000}"), ("a\r\nb", "a\\r\\nb"),
  ])
  func whatWouldMoveTheCursorIsEscaped(text: String, escaped: String) {
    #expect(PrintableText.escaped(text) == escaped)
  }
}
