import Testing

@testable import LoadSending

struct SendScheduleTests {
  private func oneStage(_ rate: Int, _ nanoseconds: Int64) throws -> SendSchedule {
    try schedule([(rate, nanoseconds)])
  }

  private func schedule(_ stages: [(rate: Int, nanoseconds: Int64)]) throws -> SendSchedule {
    try SendSchedule(stages.map { LoadStage(rate: $0.rate, duration: .nanoseconds($0.nanoseconds)) })
  }

  @Test func theCountIsRateTimesDuration() throws {
    let schedule = try oneStage(1_000, 10_000_000_000)
    #expect(schedule.count == 10_000)
    #expect(schedule.offset(of: 0) == 0)
    #expect(schedule.offset(of: 1) == 1_000_000)
    #expect(schedule.offset(of: 9_999) == 9_999_000_000)
    #expect(schedule.offset(of: 10_000) == nil)
    #expect(schedule.offset(of: .max) == nil)
  }

  @Test func aRateThatDividesNoSecondDoesNotDrift() throws {
    let schedule = try oneStage(3, 3_600_000_000_000)
    #expect(schedule.count == 10_800)
    #expect(schedule.offset(of: 10_797) == 3_599_000_000_000)
    #expect(schedule.offset(of: 10_799) == 3_599_666_666_666)
  }

  @Test func partOfARequestIsNone() throws {
    #expect(try oneStage(3, 999_999_999).count == 2)
    #expect(throws: LoadFailure.self) { try oneStage(1, 999_999_999) }
  }

  @Test func aStageBeginsWhenTheOneBeforeItEnds() throws {
    let schedule = try schedule([(1_000, 2_000_000_000), (1, 500_000_000), (4, 1_000_000_000)])
    #expect(schedule.count == 2_004)
    #expect(schedule.offset(of: 1_999) == 1_999_000_000)
    // The middle stage is too short for a request, and takes its time.
    #expect(
      (2_000..<2_004).map { schedule.offset(of: $0) } == [2_500_000_000, 2_750_000_000, 3_000_000_000, 3_250_000_000])
    #expect(schedule.offset(of: 2_004) == nil)
  }

  @Test func offsetsNeverGoBack() throws {
    let schedule = try schedule([(7, 1_234_567_890), (200_000, 3_000_001), (3, 999_999_999)])
    let offsets = (0..<schedule.count).compactMap { schedule.offset(of: $0) }
    #expect(offsets.count == Int(schedule.count))
    #expect(offsets == offsets.sorted() && (offsets.last ?? .max) < 2_237_567_890)
  }

  @Test(
    arguments: [
      [(.max, .max)], [(.max, 1_000_000_000)], [(0, 1_000_000_000)], [(1, .max), (1, .max)],
      [(20_000_000, 1_000_000_000), (1, 1_000_000_000)],
    ] as [[(rate: Int, nanoseconds: Int64)]])
  func numbersThatNoScheduleHoldsAreRefused(stages: [(rate: Int, nanoseconds: Int64)]) {
    #expect(throws: LoadFailure.self) { try schedule(stages) }
  }
}
