import Testing

@testable import CampaignInfra

/// Texts as libpq 15 gives them with PQERRORS_VERBOSE.
@Suite struct ConnectErrorTextTests {
  @Test func theStateAndTheMessageAreFoundWhateverTheServersLanguage() {
    for severity in ["FATAL", "치명적오류", "ВАЖНО", "致命错误"] {
      let text = ConnectErrorText(
        """
        connection to server at "127.0.0.1", port 5432 failed: \(severity):  57P03: 데이터베이스가 시작 중입니다
        LOCATION:  ProcessStartupPacket, postmaster.c:2369

        """)
      #expect(text.state == .cannotConnectNow)
      #expect(text.reason == "57P03: 데이터베이스가 시작 중입니다")
    }
  }

  @Test func ofSeveralAttemptsTheLastCounts() {
    let text = ConnectErrorText(
      """
      connection to server at "h" (10.0.0.1), port 5432 failed: FATAL:  28000: no pg_hba.conf entry, SSL encryption
      LOCATION:  ClientAuthentication, auth.c:543
      connection to server at "h" (10.0.0.1), port 5432 failed: FATAL:  28P01: password authentication failed for user "a"
      DETAIL:  It is the wrong one.
      LOCATION:  auth_failed, auth.c:338
      """)
    #expect(text.state?.rawValue == "28P01")
    #expect(text.reason == "28P01: password authentication failed for user \"a\"")
  }

  @Test func withoutAReportTheReasonIsWhatLibpqSaysWithoutItsAdvice() {
    let text = ConnectErrorText(
      """
      connection to server at "localhost" (::1), port 1 failed: Connection refused
      \tIs the server running on that host and accepting TCP/IP connections?

      """)
    #expect(text == ConnectErrorText("Connection refused"))
    #expect(text.state == nil && text.reason == "Connection refused")
  }

  @Test(arguments: [
    "x:  1234: short", "x:  ab123: lower case", "x: 57P03: one space", "57P03", "x:  57P03", "x:  57P03:no space",
    "x:  57",
  ]) func whatOnlyLooksLikeAReportIsNone(text: String) {
    #expect(ConnectErrorText(text).state == nil)
    #expect(ConnectErrorText(text).reason == text)
  }

  @Test(arguments: ["", "\n", "\tIs the server running?\n"]) func aReasonIsNeverEmpty(text: String) {
    #expect(ConnectErrorText(text).reason == "the connection ended without a reason")
  }
}
