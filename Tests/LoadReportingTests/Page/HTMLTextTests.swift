import Testing

@testable import LoadReporting
@testable import LoadSending

struct HTMLTextTests {
  @Test func nothingOfATextIsMarkup() {
    #expect(
      HTMLText.escaped("<script>alert(\"1\" & '2')</script>")
        == "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;")
  }

  @Test func hangulStaysAndWhatTurnsTheWritingGoes() {
    #expect(HTMLText.escaped("추석 특가") == "추석 특가")
    #expect(HTMLText.escaped("a\u{202E}b\u{1B}[2J\u{0}") == "a\u{FFFD}b\u{FFFD}[2J\u{FFFD}")
  }
}
