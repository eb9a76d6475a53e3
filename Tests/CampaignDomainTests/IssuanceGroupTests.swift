import SeededRandomness
import Testing

@testable import CampaignDomain

@Suite struct IssuanceGroupTests {
  private static let nobody = IssueRequest(user: nil, key: nil)

  private static func issuance(_ campaign: Campaign, at now: Timestamp) -> Issuance {
    Issuance(of: campaign, at: now)
  }

  @Test(arguments: [1, 5, 20] as [Int64]) func aGroupPastTheStockGetsExactlyTheStockInOrder(_ stock: Int64) throws {
    var generator = SplitMix64(seed: 8)
    var issuance = Self.issuance(.sample(total: stock), at: .start)
    let outcomes = (0..<30).map { _ in IssuanceOutcome(issuance.decide(Self.nobody, using: &generator)) }
    #expect(outcomes.prefix(Int(stock)) == (1...stock).map { .issued(sequence: $0) }[...])
    #expect(outcomes.dropFirst(Int(stock)).allSatisfy { $0 == .refused(.soldOut) })
    let change = try #require(issuance.change)
    #expect(change.campaign.remainingCoupons == 0)
    #expect(change.campaign.lastSequence == stock)
    #expect(change.coupons.map(\.coupon.sequence) == Array(1...stock))
    #expect(Set(change.coupons.map(\.coupon.code)).count == Int(stock))
  }

  @Test func sequencesGoOnFromTheLastOneAlsoWhereStockCameBack() {
    var generator = SplitMix64(seed: 9)
    var issuance = Self.issuance(.sample(total: 10, remaining: 2, lastSequence: 14), at: .start)
    let outcomes = (0..<3).map { _ in IssuanceOutcome(issuance.decide(Self.nobody, using: &generator)) }
    #expect(outcomes == [.issued(sequence: 15), .issued(sequence: 16), .refused(.soldOut)])
  }

  @Test func aRefusedCallNeverUndoesAnothersCoupon() {
    var generator = SplitMix64(seed: 10)
    var issuance = Self.issuance(.sample(total: 2, perUserLimit: 2), at: .start)
    let first = issuance.decide(IssueRequest(user: .sample("u"), key: .sample("k")), using: &generator)
    let before = issuance.change
    #expect(issuance.decide(Self.nobody, using: &generator) == .refused(.userRequired))
    #expect(
      issuance.decide(IssueRequest(user: .sample("v"), key: .sample("k")), using: &generator)
        == .refused(.idempotencyKeyReused))
    #expect(issuance.change == before)
    #expect(
      before?.coupons.map(\.coupon) == [first].compactMap { if case .issued(let coupon) = $0 { coupon } else { nil } })
  }

  @Test func nobodyIsIssuedBeforeTheStartByAMicrosecond() {
    var generator = SplitMix64(seed: 11)
    var issuance = Self.issuance(.sample(.scheduled), at: .start.moved(by: -1))
    #expect(
      issuance.decide(Self.nobody, using: &generator)
        == .refused(.notStarted(startTime: .start, timeLeft: .microseconds(1))))
    #expect(issuance.change == nil)
  }

  @Test func aDueCampaignOpensWithItsFirstCoupon() throws {
    var generator = SplitMix64(seed: 12)
    var issuance = Self.issuance(.sample(.scheduled), at: .start)
    #expect(IssuanceOutcome(issuance.decide(Self.nobody, using: &generator)) == .issued(sequence: 1))
    let change = try #require(issuance.change)
    #expect(
      change.transitions == [
        CampaignTransition(from: .scheduled, to: .open, time: .start, actor: "issue", lateness: .zero)
      ])
    #expect(change.campaign.state == .open)
    #expect(change.campaign.openedTime == .start)
  }

  @Test func aDueCampaignStaysScheduledWithoutACoupon() {
    var generator = SplitMix64(seed: 13)
    var issuance = Self.issuance(.sample(.scheduled, perUserLimit: 1), at: .start.moved(by: 9))
    #expect(issuance.decide(Self.nobody, using: &generator) == .refused(.userRequired))
    #expect(issuance.change == nil)
  }

  @Test func nobodyIsIssuedAtTheEndAndTheMicrosecondBeforeItIsInTime() {
    var generator = SplitMix64(seed: 14)
    for state in [CampaignState.scheduled, .open] {
      var atEnd = Self.issuance(.sample(state), at: .end)
      #expect(atEnd.decide(Self.nobody, using: &generator) == .refused(.closed))
      #expect(atEnd.change == nil)
      var inTime = Self.issuance(.sample(state), at: .end.moved(by: -1))
      #expect(IssuanceOutcome(inTime.decide(Self.nobody, using: &generator)) == .issued(sequence: 1))
    }
  }

  @Test func anOpenCampaignIssuesWithoutATransition() {
    var generator = SplitMix64(seed: 15)
    var issuance = Self.issuance(.sample(.open), at: .start)
    _ = issuance.decide(Self.nobody, using: &generator)
    #expect(issuance.change?.transitions == [])
  }

  @Test func aCodeThatIsDrawnTwiceInOneGroupIsDrawnAgain() {
    // Each draw of this generator gives the same code twice.
    var generator = RepeatingGenerator(SplitMix64(seed: 16))
    var issuance = Self.issuance(.sample(total: 100), at: .start)
    for _ in 0..<100 {
      generator.replayNext()
      _ = issuance.decide(Self.nobody, using: &generator)
    }
    let codes = issuance.change?.coupons.map(\.coupon.code) ?? []
    #expect(codes.count == 100)
    #expect(Set(codes).count == 100)
  }
}

/// Gives what it gave since the last `replayNext` once more before it goes on.
private struct RepeatingGenerator: RandomNumberGenerator {
  private var source: SplitMix64
  private var given: [UInt64] = []
  private var again: [UInt64] = []

  init(_ source: SplitMix64) {
    self.source = source
  }

  mutating func replayNext() {
    again = given
    given = []
  }

  mutating func next() -> UInt64 {
    if !again.isEmpty { return again.removeFirst() }
    let number = source.next()
    given.append(number)
    return number
  }
}
