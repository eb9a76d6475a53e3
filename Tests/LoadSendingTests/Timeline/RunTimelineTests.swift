import Testing

@testable import LoadSending

struct RunTimelineTests {
  /// A request each so many microseconds, with outcomes and latencies that vary.
  private func timeline(requests: Int, every microseconds: UInt64, of: [OutcomeSeries] = [.ok, .soldOut, .unanswered])
    -> RunTimeline
  {
    var timeline = RunTimeline()
    for request in 0..<requests {
      let series = of[request % of.count]
      let planned = UInt64(request) * microseconds
      timeline.countEnded(
        series, plannedMicroseconds: planned, endedMicroseconds: planned + UInt64(request % 50) * 100,
        isAnswered: series != .unanswered)
    }
    return timeline
  }

  private func sums(_ timeline: RunTimeline) -> [UInt64] {
    let intervals = timeline.intervals
    return [intervals.reduce(0) { $0 + $1.sent }]
      + OutcomeSeries.allCases.map { series in intervals.reduce(0) { $0 + $1.ended(series) } }
  }

  @Test func aRequestCountsWhereItWasPlannedAndItsOutcomeWhereItEnded() throws {
    var timeline = RunTimeline()
    timeline.countEnded(.ok, plannedMicroseconds: 5_000, endedMicroseconds: 35_000, isAnswered: true)
    let intervals = timeline.intervals
    #expect(intervals.map(\.sent) == [1, 0, 0, 0])
    #expect(intervals.map { $0.ended(.ok) } == [0, 0, 0, 1])
    #expect(intervals.map { $0.latency?.longest } == [30_000, nil, nil, nil])
    let latency = try #require(intervals[0].latency)
    #expect(latency.p50 == 30_000 && latency.p99 == 30_000)
  }

  @Test func whatWasNotAnsweredHasNoLatency() {
    var timeline = RunTimeline()
    timeline.countEnded(.unanswered, plannedMicroseconds: 0, endedMicroseconds: 9, isAnswered: false)
    #expect(timeline.intervals.map(\.latency) == [nil])
    #expect(timeline.intervals.map(\.ended) == [1])
  }

  @Test(arguments: [(1_000, 100), (10_000, 6_100), (10_000, 30_000), (10_000, 1_000_000)])
  func aLongRunKeepsItsSumsAndItsBound(requests: Int, every: UInt64) {
    let timeline = timeline(requests: requests, every: every)
    #expect(timeline.intervalCount <= RunTimeline.maximumIntervals)
    #expect(sums(timeline)[0] == UInt64(requests))
    #expect(sums(timeline)[1...].reduce(0, +) == UInt64(requests))
    #expect(timeline.intervals.compactMap { $0.latency?.longest }.max() == 4_900)
  }

  @Test func coarseningKeepsSumsAndTheLongestLatency() {
    let fine = timeline(requests: 5_000, every: 10_000)
    for count in [1, 7, 100, 499] {
      let coarse = fine.coarsened(toAtMost: count)
      #expect(coarse.intervalCount <= count)
      #expect(sums(coarse) == sums(fine))
      #expect(
        coarse.intervals.compactMap { $0.latency?.longest }.max()
          == fine.intervals.compactMap { $0.latency?.longest }.max())
    }
    #expect(fine.coarsened(toAtMost: 600) == fine)
  }

  @Test func addingUpIsTheSameAsCountingTogether() {
    for every in [1_000, 25_000, 90_000] as [UInt64] {
      var sum = RunTimeline()
      var together = RunTimeline()
      var senders = [RunTimeline(), RunTimeline(), RunTimeline()]
      for request in 0..<3_000 {
        let planned = UInt64(request) * every
        let sender = request < 1_500 ? request % 2 : 2
        senders[sender].countEnded(
          .ok, plannedMicroseconds: planned, endedMicroseconds: planned + 77, isAnswered: true)
        together.countEnded(.ok, plannedMicroseconds: planned, endedMicroseconds: planned + 77, isAnswered: true)
      }
      for sender in senders { sum.add(sender) }
      #expect(sum == together)
    }
  }

  @Test func aTimeThatNoRunReachesIsClamped() {
    var timeline = RunTimeline()
    timeline.countEnded(.ok, plannedMicroseconds: .max, endedMicroseconds: .max, isAnswered: true)
    #expect(timeline.intervalCount <= RunTimeline.maximumIntervals)
    #expect(sums(timeline)[0] == 1)
  }

  @Test func percentilesOfAnIntervalAreThoseOfItsRequests() throws {
    var timeline = RunTimeline()
    for latency in 1...100 as ClosedRange<UInt64> {
      timeline.countEnded(
        .ok, plannedMicroseconds: 0, endedMicroseconds: latency * 100, isAnswered: true)
    }
    let latency = try #require(timeline.intervals.first?.latency)
    #expect((5_000...5_320).contains(latency.p50))
    #expect((9_900...10_000).contains(latency.p99))
    #expect(latency.longest == 10_000)
  }

  @Test func theFirstSecondIsCountedByTheMillisecond() {
    var timeline = RunTimeline()
    for (series, time) in [
      (OutcomeSeries.notStarted, 999), (.ok, 3_400), (.ok, 3_200), (.soldOut, 999_999), (.soldOut, 1_000_000),
    ] {
      timeline.countEnded(series, plannedMicroseconds: 0, endedMicroseconds: UInt64(time), isAnswered: true)
    }
    let opening = timeline.opening
    #expect(opening.firstCouponMicroseconds == 3_200)
    #expect(opening.count(of: .notStarted, inMillisecond: 0) == 1)
    #expect(opening.count(of: .ok, inMillisecond: 3) == 2)
    #expect(opening.count(of: .soldOut, inMillisecond: 999) == 1)
    #expect(opening.total(of: .soldOut) == 1)
    #expect(opening.count(of: .soldOut, inMillisecond: 1_000) == 0)
  }
}
