import Testing

@testable import LoadGenerator

struct SendScheduleTests {
  @Test func theCountIsRateTimesDuration() throws {
    let schedule = try #require(SendSchedule(rate: 1_000, nanoseconds: 10_000_000_000))
    #expect(schedule.count == 10_000)
    #expect(schedule.offset(of: 0) == 0)
    #expect(schedule.offset(of: 1) == 1_000_000)
    #expect(schedule.offset(of: 9_999) == 9_999_000_000)
    #expect(schedule.offset(of: 10_000) == nil)
    #expect(schedule.offset(of: .max) == nil)
  }

  @Test func aRateThatDividesNoSecondDoesNotDrift() throws {
    let schedule = try #require(SendSchedule(rate: 3, nanoseconds: 3_600_000_000_000))
    #expect(schedule.count == 10_800)
    #expect(schedule.offset(of: 10_797) == 3_599_000_000_000)
    #expect(schedule.offset(of: 10_799) == 3_599_666_666_666)
  }

  @Test func partOfARequestIsNone() throws {
    #expect(try #require(SendSchedule(rate: 3, nanoseconds: 999_999_999)).count == 2)
    #expect(try #require(SendSchedule(rate: 1, nanoseconds: 999_999_999)).count == 0)
  }

  @Test func numbersThatNoScheduleHoldsAreRefused() {
    #expect(SendSchedule(rate: .max, nanoseconds: .max) == nil)
    #expect(SendSchedule(rate: .max, nanoseconds: 1_000_000_000) != nil)
  }
}
