import Foundation
import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct RevokeCommandTests {
  private static func coupon(_ state: CouponStateMessage) -> CouponMessage {
    var coupon = Fixtures.coupon(7)
    coupon.state = state
    if state == .revoked { coupon.revokedTime = ProtobufTimestamp(seconds: 1_795_225_300) }
    return coupon
  }

  @Test(arguments: [
    (CouponStateMessage.revoked, "en", "Coupon revoked.", "State      revoked"),
    (
      .revokePending, "en", "The partner is asked to give the coupon back; then it is revoked.",
      "State      being revoked"
    ),
    (.revoked, "ko", "쿠폰 회수 완료", "상태       회수됨"),
    (.revokePending, "ko", "제휴사에 쿠폰 반환을 요청합니다. 반환되면 쿠폰이 회수됩니다.", "상태       회수 중"),
  ])
  func theCouponIsShownWithItsState(
    state: CouponStateMessage, language: String, sentence: String, field: String
  ) async throws {
    try await RecordingServer.with({ _ in .message(RevokeCouponResponse(coupon: Self.coupon(state))) }) { server in
      let ending = try await Fixtures.campaignctl(
        [
          "coupon", "revoke", "--language", language, "--campaign", "12", "--reason", "--why", "--return-stock", "가1나2",
        ], at: server)
      #expect(ending.status == 0)
      #expect(ending.output.hasPrefix(sentence + "\n"))
      let words = ending.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
      #expect(words.contains(field.split(separator: " ").joined(separator: " ")))
      #expect(ending.output.contains("2026-11-21 10:41:40") == (state == .revoked))
      #expect(
        try server.calls.first?.request()
          == RevokeCouponRequest(campaignID: 12, code: "가1나2", reason: "--why", returnStock: true))
    }
  }

  @Test func stockStaysUnlessToldAndJSONIsTheResponse() async throws {
    try await RecordingServer.with({ _ in .message(RevokeCouponResponse(coupon: Self.coupon(.revoked))) }) { server in
      let ending = try await Fixtures.campaignctl(
        ["coupon", "revoke", "--campaign", "12", "가1나2", "--output", "json"], at: server)
      let coupon = try #require(try Fixtures.json(ending.output)?["coupon"] as? [String: Any])
      #expect(coupon["state"] as? String == "COUPON_STATE_REVOKED")
      #expect(coupon["revokedTime"] as? String == "2026-11-21T01:41:40Z")
      #expect(try server.calls.first?.request() == RevokeCouponRequest(campaignID: 12, code: "가1나2"))
    }
  }

  @Test func aCodeThatTheCampaignDoesNotHaveIsSaid() async throws {
    let status = Fixtures.status(.notFound, "COUPON_NOT_FOUND", http: 404, ko: "쿠폰이 존재하지 않음")
    try await RecordingServer.with({ _ in .status(status) }) { server in
      let ending = try await Fixtures.campaignctl(
        ["coupon", "revoke", "--campaign", "12", "가1나2", "--language", "ko"], at: server)
      #expect(ending.status == 69)
      #expect(ending.error.hasPrefix("NOT_FOUND/COUPON_NOT_FOUND: 쿠폰이 존재하지 않음"))
    }
  }

  @Test func listsAndRepeatsShowAStateThatIsNotIssued() async throws {
    try await RecordingServer.with({ _ in
      .message(
        GetCampaignResponse(
          campaign: Fixtures.campaign, coupons: [Self.coupon(.issued), Self.coupon(.revoked)]))
    }) { server in
      let ending = try await Fixtures.campaignctl(
        ["campaign", "get", "12", "--codes", "--language", "en"], at: server)
      let lines = ending.output.split(separator: "\n").suffix(2)
      #expect(lines.first == "  7  가1나2다3라4마5          2026-11-21 10:39:58.120 KST  user-7")
      #expect(lines.last == "  7  가1나2다3라4마5 revoked  2026-11-21 10:39:58.120 KST  user-7")
    }
    try await RecordingServer.with({ _ in
      .message(IssueCouponResponse(coupon: Self.coupon(.revoked), alreadyIssued: true))
    }) { server in
      let ending = try await Fixtures.campaignctl(
        ["coupon", "issue", "--campaign", "12", "--key", "k", "--language", "en"], at: server)
      #expect(ending.output.contains("revoked\n"))
    }
  }

  @Test func aCampaignAndACodeAreNeeded() async throws {
    for arguments in [["가1나2"], ["--campaign", "12"]] {
      #expect(try await Fixtures.campaignctl(["coupon", "revoke"] + arguments).status == 2)
    }
  }
}
