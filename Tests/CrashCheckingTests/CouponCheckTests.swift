import CrashChecking
import Testing

@Suite struct CouponCheckTests {
  @Test func whatIsStoredAsToldIsAccepted() {
    #expect(History.of(.issued(.number(1), key: "k"), stored: [.number(1, key: "k")]).broken.isEmpty)
  }

  @Test(arguments: [
    History.of(.issued(.number(1))),
    .of(.issued(.number(1, code: "other")), stored: [.number(1)]),
    .of(.issued(.number(1, user: "jun")), stored: [.number(1)]),
    .of(.issued(ToldCoupon(campaign: 1, sequence: 2, code: "code1", user: "minji")), stored: [.number(1)]),
    .of(.coupon(.number(1), key: "", isReplay: true)),
  ])
  func aCouponThatIsGoneIsFound(history: History) {
    #expect(history.broken == [.toldCouponIsStored])
  }

  @Test func aCouponThatWasToldBehindTheStateIsNotExpectedInIt() {
    var history = History.of(.issued(.number(1)))
    history.state.place = 1
    #expect(history.broken.isEmpty)
  }

  @Test func aKeyThatIsNotStoredIsFoundUnlessTheUserIsTheKey() {
    #expect(History.of(.issued(.number(1), key: "k"), stored: [.number(1)]).broken == [.keyLeadsToItsCoupon])
    #expect(History.of(.issued(.number(1), key: "k"), stored: [.number(1, slot: 1)], limit: 1).broken.isEmpty)
  }

  @Test(arguments: [
    // The first was lost, and its place was given to somebody else.
    History.of(.issued(.number(1, code: "lost")), .issued(.number(1, user: "jun")), stored: [.number(1, user: "jun")]),
    .of(
      .issued(ToldCoupon(campaign: 1, sequence: 9, code: "code1", user: "jun")), .issued(.number(1)),
      stored: [.number(1)]),
  ])
  func whatIsToldTwiceIsFound(history: History) {
    #expect(history.broken.contains(.nothingIsToldTwice))
  }

  @Test func aUserWhoWasToldOfMoreThanTheirLimitIsFound() {
    let stored: [StoredCoupon] = [.number(1, slot: 1), .number(2, slot: 2)]
    #expect(
      History.of(.issued(.number(1)), .issued(.number(2)), stored: stored, limit: 1).broken == [.nothingIsToldTwice])
    #expect(History.of(.issued(.number(1)), .issued(.number(2)), stored: stored, limit: 2).broken.isEmpty)
    let replay = Told.coupon(.number(1), key: "", isReplay: true)
    #expect(History.of(.issued(.number(1)), replay, stored: [.number(1, slot: 1)], limit: 1).broken.isEmpty)
  }

  @Test(arguments: [
    // A code, a sequence, a slot, a gap, a sum.
    History.of(stored: [.number(1), StoredCoupon(ToldCoupon(campaign: 1, sequence: 2, code: "code1", user: "jun"))]),
    .of(stored: [.number(1), .number(2, user: "a"), StoredCoupon(.number(2, code: "other"))]),
    .of(stored: [.number(1, slot: 1), .number(2, slot: 1)], limit: 2),
    .of(stored: [.number(1), .number(3)]),
  ])
  func aDatabaseThatIsNotSoundIsFound(history: History) {
    #expect(!history.broken.isEmpty && history.broken.allSatisfy { $0 == .databaseIsSound })
  }

  @Test func aSumThatDoesNotAddUpIsFound() {
    var history = History.of(stored: [.number(1)])
    history.state.campaigns[1]?.remaining = 10
    #expect(history.broken == [.databaseIsSound])
  }
}
