import Testing

@testable import CampaignService

@Suite struct MonotonicTimeTests {
  private let now = MonotonicTime(.now)

  @Test func aMomentIsKeptToTheNanosecond() {
    let instant = now.instant.advanced(by: .nanoseconds(1_234_567_890_123))
    #expect(MonotonicTime(instant).instant == instant)
    #expect(now.nanoseconds(to: MonotonicTime(instant)) == 1_234_567_890_123)
    #expect(MonotonicTime(instant).nanoseconds(to: now) == -1_234_567_890_123)
  }

  @Test func whatLiesBeyondTheEndOfTimeIsTheEndOfTime() {
    let end = now.advanced(byNanoseconds: .max).advanced(byNanoseconds: .max)
    #expect(end.advanced(byNanoseconds: 1) == end)
    #expect(MonotonicTime(now.instant.advanced(by: .seconds(1 << 40))) == end)
    #expect(now < end)
    let beginning = now.advanced(byNanoseconds: .min).advanced(byNanoseconds: .min)
    #expect(MonotonicTime(now.instant.advanced(by: .seconds(-1 << 40))) == beginning)
    #expect(beginning.nanoseconds(to: end) == .max)
    #expect(end.nanoseconds(to: beginning) == .min)
  }
}
