import CampaignDomain
import Testing

@Suite struct TimestampArithmeticTests {
  @Test func theDurationSinceAnotherTimeHasItsSign() {
    #expect(Timestamp.end.duration(since: .start) == .seconds(3600))
    #expect(Timestamp.start.duration(since: .end) == .seconds(-3600))
    #expect(Timestamp.start.duration(since: .start) == .zero)
    #expect(Timestamp.latest.duration(since: .earliest) == .microseconds(315_537_897_599_999_999))
  }

  @Test func aDurationBeyondTheNumbersStopsAtTheLargest() {
    let first = Timestamp(microsecondsSinceEpoch: .min)
    let last = Timestamp(microsecondsSinceEpoch: .max)
    #expect(last.duration(since: first) == .microseconds(Int64.max))
    #expect(first.duration(since: last) == .microseconds(Int64.min))
  }

  @Test func advancingCutsToMicroseconds() {
    #expect(Timestamp.start.advanced(by: .microseconds(5)) == .start.moved(by: 5))
    #expect(Timestamp.start.advanced(by: .nanoseconds(1_999)) == .start.moved(by: 1))
    #expect(Timestamp.start.advanced(by: .nanoseconds(999)) == .start)
    #expect(Timestamp.start.advanced(by: .seconds(-10)) == .start.moved(by: -10_000_000))
  }

  @Test func advancingOutOfTheYearsGivesNothing() {
    #expect(Timestamp.latest.advanced(by: .zero) == .latest)
    #expect(Timestamp.latest.advanced(by: .microseconds(1)) == nil)
    #expect(Timestamp.earliest.advanced(by: .microseconds(-1)) == nil)
    #expect(Timestamp.start.advanced(by: .seconds(Int64.max)) == nil)
    #expect(Timestamp.start.advanced(by: .seconds(Int64.min)) == nil)
    #expect(Timestamp.start.advanced(by: .microseconds(Int64.max)) == nil)
  }

  @Test func timesAreOrdered() {
    #expect(Timestamp.start < .end)
    #expect([Timestamp.latest, .start, .earliest, .end].sorted() == [.earliest, .start, .end, .latest])
  }
}
