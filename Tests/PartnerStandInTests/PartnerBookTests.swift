import PartnerStandIn
import Testing

/// The book of a stand-in does what docs/queue.md asks of partners.
@Suite struct PartnerBookTests {
  private func body(_ code: String) -> String { "{\"requestId\":\"r\",\"code\":\"\(code)\",\"sequence\":\"1\"}" }

  @Test func aRepeatOfAKeyChangesNothing() {
    var book = PartnerBook()
    #expect(book.post(key: "a", body: body("1가"), isRefused: false) == .taken(body: body("1가")))
    #expect(book.post(key: "a", body: body("1가"), isRefused: true) == .taken(body: body("1가")))
    #expect(book.post(key: "b", body: body("2가"), isRefused: true) == .refused)
    #expect(book.post(key: "b", body: body("2가"), isRefused: false) == .refused)
    #expect(book.takenKeys == ["a"] && book.doubleCodes.isEmpty)
  }

  @Test(arguments: [true, false]) func whatWasTakenBackIsRefusedForEver(wasSeen: Bool) {
    var book = PartnerBook()
    if wasSeen { _ = book.post(key: "a", body: body("1가"), isRefused: false) }
    #expect((book.delete(key: "a") == nil) == !wasSeen)
    #expect(book.delete(key: "a") == .closed)
    #expect(book.post(key: "a", body: body("1가"), isRefused: false) == .closed)
    #expect(book.takenKeys.isEmpty)
  }

  @Test func aCouponUnderTwoKeysIsAFaultUnlessItWasTakenBack() {
    var book = PartnerBook()
    _ = book.post(key: "a", body: body("1가"), isRefused: false)
    _ = book.delete(key: "a")
    _ = book.post(key: "b", body: body("1가"), isRefused: false)
    #expect(book.doubleCodes.isEmpty)
    _ = book.post(key: "c", body: body("1가"), isRefused: false)
    #expect(book.doubleCodes == ["1가"])
  }

  @Test func aPlanRefusesAndCutsAsOftenAsItSays() {
    let plan = PartnerPlan(refuseEvery: 10, dropEvery: 10)
    let reactions = (1...1_000).map {
      plan.reaction(to: PartnerCall(number: $0, method: "POST", target: "/", headers: [:], body: ""))
    }
    #expect(reactions.count { $0.isRefused } == 100)
    #expect(reactions.count { $0.cut == .before } == 50 && reactions.count { $0.cut == .after } == 50)
    #expect(!reactions.contains { $0.isRefused && $0.cut != nil })
  }
}
