import CrashChecking
import Testing

@Suite struct RefusalCheckTests {
  @Test func soldOutWithStockLeftIsFound() {
    #expect(History.of(.soldOut(campaign: 1), stored: [.number(1)], total: 2).broken == [.soldOutIsTrue])
    #expect(History.of(.soldOut(campaign: 1), stored: [.number(1)], total: 1).broken.isEmpty)
    #expect(History.of(.soldOut(campaign: 2)).broken == [.soldOutIsTrue])
  }

  @Test func aCouponForSomebodyWhoAskedBehindSoldOutIsFound() {
    // The database looks well again: what was lost was issued once more.
    let history = History.of(.soldOut(campaign: 1), .issued(.number(1)), stored: [.number(1)], total: 1)
    #expect(history.broken == [.soldOutIsTrue])
    let replay = Told.coupon(.number(1), key: "", isReplay: true)
    #expect(History.of(.soldOut(campaign: 1), replay, stored: [.number(1)], total: 1).broken.isEmpty)
  }

  @Test func aLimitThatIsNotReachedIsFound() {
    let refusal = Told.userLimitReached(campaign: 1, user: "minji")
    let two: [StoredCoupon] = [.number(1, slot: 1), .number(2, slot: 2)]
    #expect(History.of(refusal, stored: two, limit: 2).broken.isEmpty)
    #expect(History.of(refusal, stored: [two[0]], limit: 2).broken == [.userLimitIsTrue])
    let other = [two[0], StoredCoupon.number(2, user: "jun", slot: 1)]
    #expect(History.of(refusal, stored: other, limit: 2).broken == [.userLimitIsTrue])
  }

  @Test func aKeyThatNobodyElseUsedIsFound() {
    let refusal = Told.issueKeyReused(campaign: 1, user: "jun", key: "k")
    #expect(History.of(refusal, stored: [.number(1, key: "k")]).broken.isEmpty)
    #expect(History.of(refusal, stored: [.number(1)]).broken == [.reusedKeyIsTrue])
    #expect(History.of(refusal, stored: [.number(1, user: "jun", key: "k")]).broken == [.reusedKeyIsTrue])
  }

  @Test func aKeyOfACampaignThatIsGoneIsFound() {
    #expect(History.of(.creationKeyReused(key: "k", name: "B"), key: "k").broken.isEmpty)
    #expect(History.of(.creationKeyReused(key: "k", name: "A"), key: "k").broken == [.reusedKeyIsTrue])
    #expect(History.of(.creationKeyReused(key: "k", name: "B")).broken == [.reusedKeyIsTrue])
  }
}
