import SeededRandomness
import CampaignDomain
import Testing

/// The number of a user's coupons and the next slot are two things: a coupon that came back leaves a hole.
@Suite struct CouponSlotTests {
  private static let user = UserID.sample("u")

  private static func slots(
    of calls: Int, limit: Int32, count: Int32, highest: Int32, free: [ClosedRange<Int32>]
  ) -> [Int32?] {
    var generator = SplitMix64(seed: 21)
    let holding = CouponHoldings.UserHolding(
      latest: .sample(sequence: 1, user: user), count: count, highestSlot: highest, freeSlots: free)
    var issuance = Issuance(
      of: .sample(perUserLimit: limit), at: .start, holdings: CouponHoldings(byUser: [user: holding]))
    for _ in 0..<calls { _ = issuance.decide(IssueRequest(user: user, key: nil), using: &generator) }
    return issuance.change?.coupons.map(\.slot) ?? []
  }

  @Test func theLowestFreeSlotIsTheNext() {
    #expect(Self.slots(of: 1, limit: 2, count: 1, highest: 2, free: [1...1]) == [1])
  }

  @Test func oneGroupFillsEveryHoleBeforeItGoesOnBehindTheLast() {
    #expect(Self.slots(of: 6, limit: 8, count: 3, highest: 7, free: [1...2, 5...6]) == [1, 2, 5, 6, 8])
  }

  @Test func holesDontRaiseTheLimit() {
    #expect(Self.slots(of: 3, limit: 3, count: 2, highest: 9, free: [1...1, 3...8]) == [1])
  }

  @Test func theHighestSlotOfAllDoesNoHarm() {
    #expect(Self.slots(of: 2, limit: .max, count: 1, highest: .max, free: []) == [.max, .max])
  }
}
