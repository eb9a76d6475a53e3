import Foundation
import Histogram
import Testing

@testable import LoadReporting
@testable import LoadSending

struct PlotTests {
  private func occurrences(of part: String, in text: String) -> Int {
    text.components(separatedBy: part).count - 1
  }

  private func timeline(_ requests: [(OutcomeSeries, planned: UInt64, ended: UInt64)]) -> RunTimeline {
    var timeline = RunTimeline()
    for (series, planned, ended) in requests {
      timeline.countEnded(
        series, plannedMicroseconds: planned, endedMicroseconds: ended, isAnswered: series != .unanswered)
    }
    return timeline
  }

  private func plot(upTo highest: Double = 2) -> Plot {
    Plot(
      x: Axis(title: "", ticks: [], domain: 0...20_000), y: Axis(title: "", ticks: [], domain: 0...highest))
  }

  @Test func coordinatesAreShortAndAlwaysNumbers() {
    #expect(
      [0, 1.04, -0.04, 2.25, -3.5, .nan, .infinity].map(Plot.number) == ["0", "1", "0", "2.3", "-3.5", "0", "0"])
  }

  @Test func countsAreFlatOverEachInterval() {
    var plot = plot()
    let steps = [Plot.Step(x: 0...10_000, upper: 1), Plot.Step(x: 10_000...20_000, upper: 2)]
    plot.stepLine("sent", steps)
    plot.area("series-ok", steps)
    #expect(plot.html("").contains("d=\"M0 500H500V0H1000\""))
    #expect(plot.html("").contains("d=\"M0 1000V500H500V0H1000V1000H500V1000H0Z\""))
  }

  @Test func anAreaOfNothingHasNoOutline() {
    var plot = plot()
    plot.area("series-ok", [Plot.Step(x: 0...10_000, lower: 2, upper: 2)])
    #expect(!plot.html("").contains("series-ok"))
  }

  @Test func onlyOutcomesThatOccurredAreDrawn() throws {
    let intervals = timeline([(.ok, 0, 1), (.unanswered, 5, 6)]).drawnIntervals
    let html = Plot.throughput(intervals, [.ok, .unanswered]) { $0.name }.html("")
    #expect(html.contains("series-ok") && html.contains("series-unanswered") && !html.contains("series-sold-out"))
  }

  @Test func aSingleAnswerIsADot() {
    #expect(Plot.latency(timeline([(.ok, 0, 700)]).drawnIntervals).html("").contains("class=\"dot latency-p50\""))
  }

  /// Ten requests an interval of 10 ms, to the end, which is in the middle of one or just behind its beginning.
  @Test(arguments: [(104_000, 10), (101_000, 10), (109_000, 11), (107_000, 11)] as [(UInt64, Int)])
  func theLastIntervalIsNoCollapse(end: UInt64, count: Int) throws {
    let times = Array(stride(from: 0, to: end, by: 1_000))
    let intervals = timeline(times.map { (.ok, $0, $0) }).drawnIntervals
    #expect(intervals.count == count)
    let last = try #require(intervals.last)
    #expect(last.perSecond(last.ended) >= 900 && last.perSecond(last.ended) <= 1_200, "\(last)")
    #expect(intervals.reduce(0) { $0 + $1.sent } == UInt64(times.count))
    #expect(intervals.dropLast().allSatisfy { $0.perSecond($0.ended) == 1_000 })
  }

  @Test func theFirstCouponIsMarkedAndEachMillisecondCounts() throws {
    let timeline = timeline([(.notStarted, 0, 900), (.ok, 0, 3_210), (.soldOut, 0, 7_500), (.soldOut, 0, 7_900)])
    let plots = OpeningPlots(timeline.opening) { $0.name }
    #expect(plots.refusals == [.soldOut, .notStarted])
    #expect(plots.html.contains("first coupon: 3.21 ms") && plots.html.contains("SOLD_OUT 2"))
    let milliseconds = try #require(OpeningPlots.closerLook(at: timeline.opening))
    #expect(milliseconds == 20)
    let closer = OpeningPlots(timeline.opening, milliseconds: 20) { $0.name }
    #expect(occurrences(of: "class=\"has-tooltip\"", in: closer.html) == 3)
  }

  @Test func whereNothingWasIssuedThereIsNoCloserLook() {
    let opening = timeline([(.soldOut, 0, 900)]).opening
    #expect(OpeningPlots.closerLook(at: opening) == nil)
    #expect(!OpeningPlots(opening) { $0.name }.html.contains("first coupon"))
  }

  @Test func theCurveEndsAtTheLongestLatency() {
    var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
    for latency in 1...1_000 as ClosedRange<UInt64> { _ = histogram.record(latency) }
    let points = LatencyCurve(histogram).points
    #expect(points.last == LatencyCurve.Point(nines: 3, microseconds: 1_000))
    #expect(points.map(\.microseconds) == points.map(\.microseconds).sorted())
    #expect(points.first { $0.nines >= 1 }?.microseconds == 900)
    #expect(LatencyCurve(Histogram<UInt64>(numberOfSignificantValueDigits: .three)).points.isEmpty)
  }
}
