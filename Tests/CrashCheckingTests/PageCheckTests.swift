import CrashChecking
import Testing

@Suite struct PageCheckTests {
  @Test func aTruePageIsAccepted() {
    let page = ToldPage.showing([.number(1)], issued: 1, left: 9)
    #expect(History.of(.page(page), stored: [.number(1), .number(2)]).broken.isEmpty)
  }

  @Test(arguments: [
    // Counts, a coupon that is gone, a coupon past the count, a gap.
    ToldPage.showing([], issued: 3, left: 7),
    .showing([.number(1, code: "gone")], issued: 1, left: 9),
    .showing([.number(1), .number(2)], issued: 1, left: 9),
    .showing([], issued: 1, left: 8),
    .showing([.number(1), .number(3)], issued: 3, left: 7),
    ToldPage(campaign: 2, total: 10, issued: 0, remaining: 10, phase: .open, coupons: []),
  ])
  func aPageThatWasNeverTrueIsFound(page: ToldPage) {
    let history = History.of(.page(page), stored: [.number(1), .number(2)])
    #expect(history.broken.contains(.pageIsTrue))
  }

  @Test func aPageThatForgetsWhatWasToldBeforeIsFound() {
    let page = Told.page(.showing([], issued: 0, left: 10))
    #expect(History.of(page, .issued(.number(1)), stored: [.number(1)]).broken.isEmpty)
    #expect(History.of(.issued(.number(1)), page, stored: [.number(1)]).broken == [.pageIsTrue])
    let later = Told.page(.showing([.number(1)], issued: 1, left: 9))
    #expect(History.of(later, page, stored: [.number(1)]).broken == [.pageIsTrue])
  }
}
