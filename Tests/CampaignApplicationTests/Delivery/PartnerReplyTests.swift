import CampaignApplication
import CampaignDomain
import Testing

/// The table of answers, row by row.
@Suite struct PartnerReplyTests {
  private static let url = DeliveryURL(alreadyChecked: "https://partner.test/coupons")

  private static func outcome(_ answer: PartnerAnswer) -> DeliveryOutcome {
    PartnerReply.answer(answer).outcomeOfPost(to: url)
  }

  private static func poll(_ answer: PartnerAnswer) -> DeliveryOutcome { PartnerReply.answer(answer).outcomeOfPoll }

  private static func body(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test(arguments: [200, 201, 204, 206, 299]) func a2xxTakesTheCoupon(status: Int) {
    #expect(Self.outcome(PartnerAnswer(status: status)) == .taken)
    #expect(Self.outcome(PartnerAnswer(status: status, body: Self.body(#"{"status":"DONE"}"#))) == .taken)
    #expect(Self.outcome(PartnerAnswer(status: status, body: Self.body("<html>"))) == .taken)
  }

  @Test func a202WithAPlaceOfTheSameOriginIsPolled() {
    let place = DeliveryURL(alreadyChecked: "https://partner.test/status/1")
    for location in ["/status/1", "https://partner.test/status/1", "https://PARTNER.test:443/status/1"] {
      guard case .requested(let url) = Self.outcome(PartnerAnswer(status: 202, location: location)) else {
        Issue.record("\(location) is not polled")
        continue
      }
      #expect(url.parts == place.parts)
    }
  }

  @Test(
    arguments: [nil, "https://other.test/1", "http://partner.test/1", "/가", "https://partner.test:8443/1"] as [String?])
  func a202WithoutSuchAPlaceTellsNothing(location: String?) {
    guard case .again(_, .answered, _) = Self.outcome(PartnerAnswer(status: 202, location: location)) else {
      Issue.record("it tells something")
      return
    }
  }

  @Test func aSuccessThatSaysFailIsARefusal() {
    for status in [200, 202] {
      let answer = PartnerAnswer(status: status, location: "/1", body: Self.body(#"{"status":"FAIL"}"#))
      #expect(Self.outcome(answer) == .refused("HTTP \(status) with status FAIL"))
    }
  }

  @Test func aSuccessThatSaysRequestedHasNotTakenTheCoupon() {
    let body = Self.body(#"{"status":"REQUESTED"}"#)
    guard case .again(_, .answered, _) = Self.outcome(PartnerAnswer(status: 200, body: body)),
      case .requested = Self.outcome(PartnerAnswer(status: 200, location: "/1", body: body))
    else {
      Issue.record("it was taken")
      return
    }
  }

  @Test(arguments: [400, 402, 406, 410, 411, 413, 415, 422, 428, 451, 499]) func other4xxRefuseForGood(status: Int) {
    #expect(Self.outcome(PartnerAnswer(status: status)) == .refused("HTTP \(status)"))
  }

  @Test(arguments: [408, 409, 425, 429, 500, 502, 503, 504, 599]) func busyServicesAreTriedAgain(status: Int) {
    let answer = PartnerAnswer(status: status, retryAfter: .seconds(3))
    #expect(Self.outcome(answer) == .again("HTTP \(status)", .answered, retryAfter: .seconds(3)))
  }

  @Test(arguments: [401, 403, 404, 405, 501, 300, 301, 302, 303, 307, 308, 399])
  func servicesThatAreSetUpWronglyAreNoRefusal(status: Int) {
    guard case .misconfigured(_, .answered) = Self.outcome(PartnerAnswer(status: status, location: "/1")) else {
      Issue.record("it is")
      return
    }
  }

  @Test func whatWasNotAnsweredHasArrivedOrNot() {
    #expect(PartnerReply.unreached("a").outcomeOfPost(to: Self.url) == .again("a", .unreached))
    #expect(PartnerReply.unknown("a").outcomeOfPost(to: Self.url) == .again("a", .unknown))
    #expect(PartnerReply.misconfigured("a").outcomeOfPost(to: Self.url) == .misconfigured("a", .unreached))
  }

  // MARK: - Polls

  @Test func aPollTellsTheEnd() {
    #expect(Self.poll(PartnerAnswer(status: 200, body: Self.body(#"{"status":"DONE"}"#))) == .taken)
    #expect(Self.poll(PartnerAnswer(status: 200, body: Self.body(#"{"status":"FAIL"}"#))) == .refused("status FAIL"))
  }

  @Test(arguments: [
    (200, #"{"status":"REQUESTED"}"#), (200, ""), (200, "DONE"), (200, #"{"status":"done"}"#),
    (200, #"{"data":{"status":"DONE"}}"#), (200, #"["status","DONE"]"#), (200, #"{"status":"DONE""#),
    (404, #"{"status":"DONE"}"#), (500, #"{"status":"FAIL"}"#), (401, ""), (302, ""),
  ])
  func anythingElseSaysThatItIsAtItStill(status: Int, body: String) {
    guard case .again = Self.poll(PartnerAnswer(status: status, body: Self.body(body))) else {
      Issue.record("it is over")
      return
    }
  }

  @Test func aPollWithoutAnswerSaysNothing() {
    for reply in [PartnerReply.unreached("a"), .unknown("a"), .misconfigured("a")] {
      guard case .again = reply.outcomeOfPoll else {
        Issue.record("\(reply) is over")
        continue
      }
    }
  }

  // MARK: - JSON

  @Test(arguments: [
    #"{"status":"DONE"}"#, " {\n\t\"status\" : \"DONE\"\r }\n", #"{"a":[1,{"status":"FAIL"}],"status":"DONE"}"#,
    #"{"a":"\"}{","status":"DONE","b":null}"#, #"{"status":"FAIL","status":"DONE"}"#, #"{"a":-1.5e3,"status":"DONE"}"#,
    #"{"a":{},"b":[],"status":"DONE"}"#, #"{"\\status":"FAIL","status":"DONE"}"#,
  ])
  func theStatusOfTheObjectItselfIsRead(text: String) {
    #expect(PartnerStatus(Self.body(text)) == .done)
  }

  @Test(arguments: [
    "", "{", "{}", "[]", #"{"status":null}"#, #"{"status":{"status":"DONE"}}"#, #"{"status":"DONE"} x"#,
    #"{"status":"DONE",}"#, #"{status:"DONE"}"#, #"{"a":}"#, #"{"a":],"status":"DONE"}"#, "\"DONE\"",
  ])
  func whatNamesNoStatusHasNone(text: String) {
    #expect(PartnerStatus(Self.body(text)) == nil)
  }

  @Test func deepNestingIsNoTrouble() {
    let text = "{\"a\":" + String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000)
    #expect(PartnerStatus(Self.body(text + ",\"status\":\"DONE\"}")) == .done)
    #expect(PartnerStatus(Self.body(text)) == nil)
  }
}
