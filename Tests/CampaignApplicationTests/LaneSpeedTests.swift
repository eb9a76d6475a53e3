import Testing

@testable import CampaignApplication

@Suite struct LaneSpeedTests {
  private let start = ContinuousClock.now

  /// A lane of groups of 100 whose groups of `calls` calls take `duration` each.
  private func speed(_ calls: Int, in duration: Duration, groups: Int = 100) -> LaneSpeed {
    var speed = LaneSpeed(groupSize: 100)
    for _ in 0..<groups {
      speed.groupBegan(at: start)
      speed.groupEnded(calls: calls, at: start + duration)
    }
    return speed
  }

  @Test func fullGroupsTellTheSpeedDirectly() {
    let speed = speed(100, in: .milliseconds(2))
    #expect((49_900...50_100).contains(speed.callsInASecond))
    #expect((19.9...20.1).contains(speed.timeToAnswer(1_000, at: start) / .milliseconds(1)))
  }

  @Test func loneCallsDoNotMakeALaneSlow() {
    // One call in 0.4 ms; a full group would take 0.99 ms more.
    let speed = speed(1, in: .microseconds(400))
    #expect((71_000...72_500).contains(speed.callsInASecond))
  }

  @Test func aSlowDatabaseMakesLanesShortAndWaitsLong() {
    let speed = speed(100, in: .seconds(2))
    #expect(speed.callsInASecond == 1_000, "ten groups of calls may always wait")
    #expect((19.9...20.1).contains(speed.timeToAnswer(1_000, at: start) / .seconds(1)))
  }

  @Test func aLaneThatStandsStillIsSlowBeforeItsGroupHasEnded() {
    var speed = speed(100, in: .milliseconds(2))
    speed.groupBegan(at: start)
    #expect(speed.timeToAnswer(100, at: start + .seconds(5)) == .seconds(5))
    speed.groupEnded(calls: 100, at: start + .milliseconds(2))
    #expect(speed.timeToAnswer(100, at: start + .seconds(9)) < .milliseconds(3))
  }

  @Test func theNewestGroupsCountMost() {
    var speed = speed(100, in: .milliseconds(2))
    for _ in 0..<20 {
      speed.groupBegan(at: start)
      speed.groupEnded(calls: 100, at: start + .milliseconds(10))
    }
    #expect((9_900...10_500).contains(speed.callsInASecond))
  }

  @Test func aGroupThatNeverBeganAndAClockThatStoodStillAreHarmless() {
    var speed = LaneSpeed(groupSize: 0)
    speed.groupEnded(calls: 1, at: start)
    for _ in 0..<200 {
      speed.groupBegan(at: start)
      speed.groupEnded(calls: 1, at: start)
    }
    #expect((1...10_000_000).contains(speed.callsInASecond))
    #expect(speed.timeToAnswer(-1, at: start) == .zero)
  }
}
