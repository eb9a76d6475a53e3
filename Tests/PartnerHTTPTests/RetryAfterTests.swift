import Testing

@testable import PartnerHTTP

@Suite struct RetryAfterTests {
  @Test(arguments: [
    ("120", 120), (" 7 ", 7), ("0", 0), ("99999999999999999999", 86_400), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
    ("Sun, 06 Nov 1994 08:49:00 GMT", 0), ("Tue, 29 Feb 2000 00:00:00 GMT", 86_400),
  ])
  func aWaitIsRead(text: String, seconds: Int) {
    // Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    #expect(RetryAfter.duration(text, now: 784_111_777) == .seconds(seconds))
  }

  @Test(arguments: ["", "soon", "-1", "1.5", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 25:00:00 GMT"])
  func anythingElseIsNone(text: String) {
    #expect(RetryAfter.duration(text, now: 0) == nil)
  }
}
