import CampaignDomain
import Foundation
import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct CouponCommandTests {
  @Test(arguments: [
    (false, "en", "Coupon issued."), (true, "en", "This coupon was issued before; here it is again."),
    (false, "ko", "쿠폰 발행 성공"),
  ])
  func issueShowsTheCoupon(alreadyIssued: Bool, language: String, sentence: String) async throws {
    try await RecordingServer.with({ _ in
      .message(IssueCouponResponse(coupon: Fixtures.coupon(7), alreadyIssued: alreadyIssued))
    }) { server in
      let ending = try await Fixtures.campaignctl(
        ["coupon", "issue", "--language", language, "--campaign", "12", "--user", "민지", "--key", "k"], at: server)
      #expect(ending.status == 0)
      #expect(ending.output.hasPrefix(sentence + "\n"))
      #expect(ending.output.contains("가1나2다3라4마5\n"))
      #expect(
        try server.calls.first?.request()
          == IssueCouponRequest(campaignID: 12, userID: "민지", idempotencyKey: "k"))
    }
  }

  @Test func usersAndKeysMayBeginWithAHyphen() async throws {
    try await RecordingServer.with({ _ in .message(IssueCouponResponse(coupon: Fixtures.coupon(7))) }) { server in
      _ = try await Fixtures.campaignctl(
        ["coupon", "issue", "--campaign", "-12", "--user", "-x", "--key", "--y"], at: server)
      #expect(
        try server.calls.first?.request() == IssueCouponRequest(campaignID: -12, userID: "-x", idempotencyKey: "--y"))
    }
  }

  @Test func issueInJSONIsTheResponse() async throws {
    try await RecordingServer.with({ _ in .message(IssueCouponResponse(coupon: Fixtures.coupon(7))) }) { server in
      let ending = try await Fixtures.campaignctl(["coupon", "issue", "--campaign=12", "--output=json"], at: server)
      let expected = try Fixtures.json(
        """
        {"coupon": {"code": "가1나2다3라4마5", "campaignId": "12", "userId": "user-7", "sequence": "7",
        "issueTime": "2026-11-21T01:39:58.120Z", "state": "COUPON_STATE_UNSPECIFIED"}, "alreadyIssued": false}
        """)
      #expect(try Fixtures.json(ending.output) == expected)
    }
  }

  @Test func aRightCodeIsRightHoweverItIsWritten() async throws {
    var generator = SystemRandomNumberGenerator()
    let code = CouponCode.random(using: &generator).text
    let decomposed = code.decomposedStringWithCanonicalMapping.map(String.init).joined(separator: " ")
    let full = code.unicodeScalars.map { scalar in
      ("2"..."9").contains(scalar)
        ? Unicode.Scalar(scalar.value - 0x30 + 0xFF10).map(String.init) ?? "" : String(scalar)
    }.joined()
    let copied = ["\u{200B}", "\u{FEFF}", "\u{2060}", "\u{200D}", "\u{AD}"].map { mark in
      mark + code.unicodeScalars.map(String.init).joined(separator: mark)
    }
    for written in [code, " \(decomposed)\t", full] + copied {
      let ending = try await Fixtures.campaignctl(["coupon", "check", written])
      #expect(ending == .init(status: 0, output: "The code is right. \(code)\n", error: ""))
    }
    let json = try await Fixtures.campaignctl(["coupon", "check", code, "--output", "json"])
    #expect(json == .init(status: 0, output: "{\"code\":\"\(code)\",\"valid\":true}\n", error: ""))
  }

  @Test func checkingAsksNothingOfTheEnvironmentThatItDoesNotUse() async throws {
    var generator = SystemRandomNumberGenerator()
    let code = CouponCode.random(using: &generator).text
    let environment = ["CAMPAIGN_ADDRESS": "nowhere", "CAMPAIGN_TIMEOUT": "5", "CAMPAIGN_OUTPUT": "json"]
    let ending = try await Fixtures.campaignctl(["coupon", "check", code], environment: environment)
    #expect(ending == .init(status: 0, output: "{\"code\":\"\(code)\",\"valid\":true}\n", error: ""))
  }

  @Test func aSwappedCodeIsWrong() async throws {
    var generator = SystemRandomNumberGenerator()
    var scalars: [Unicode.Scalar]
    repeat {
      scalars = Array(CouponCode.random(using: &generator).text.unicodeScalars)
    } while scalars[3] == scalars[4]
    scalars.swapAt(3, 4)
    let ending = try await Fixtures.campaignctl(["coupon", "check", scalars.map { String(Character($0)) }.joined()])
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    #expect(ending.error.hasPrefix("INVALID_ARGUMENT/INVALID_FIELD: "))
  }

  @Test(arguments: [
    ("", "a code has 10 characters, this one has 0"), ("가1", "a code has 10 characters, this one has 2"),
    ("x123456789", "character 1, “x”, occurs in no code"),
    ("\u{1B}123456789", "character 1, “\\u{1B}”, occurs in no code"),
  ])
  func aWrongCodeIsExplained(code: String, words: String) async throws {
    let ending = try await Fixtures.campaignctl(["coupon", "check", code])
    #expect(ending == .init(status: 1, output: "", error: "INVALID_ARGUMENT/INVALID_FIELD: \(words)\n"))
  }
}
