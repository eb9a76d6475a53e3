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

  @Test func coordinatesAreShortAndAlwaysNumbers() {
    #expect(
      [0, 1.04, -0.04, 2.25, -3.5, .nan, .infinity].map(SVGPath.number) == ["0", "1", "0", "2.3", "-3.5", "0", "0"])
  }

  @Test func aStepLineIsFlatOverEachInterval() {
    let intervals = timeline([(.ok, 0, 1), (.ok, 15_000, 15_001), (.ok, 16_000, 16_001)]).intervals
    let x = Scale(domain: 0...20_000, from: 0, to: 100)
    let y = Scale(domain: 0...2, from: 10, to: 0)
    let line = StepLine.path(intervals.map { ($0, Double($0.sent)) }, x: x, y: y)
    #expect(line.data == "M0 5H50V0H100")
    let area = StepLine.area(intervals.map { ($0, 0, Double($0.sent)) }, x: x, y: y)
    #expect(area.data == "M0 10V5H50V0H100V10V10H50V10H0Z")
  }

  @Test func anAreaOfNothingHasNoOutline() {
    let intervals = timeline([(.ok, 0, 1)]).intervals
    let scale = Scale(domain: 0...1, from: 0, to: 1)
    #expect(StepLine.area(intervals.map { ($0, 2, 2) }, x: scale, y: scale).isEmpty)
  }

  @Test func onlyOutcomesThatOccurredAreDrawn() {
    let plot = ThroughputPlot(timeline([(.ok, 0, 1), (.unanswered, 5, 6)]))
    #expect(plot.series == [.ok, .unanswered])
    for width in PlotWidth.allCases {
      let svg = plot.svg(width)
      #expect(svg.contains("series-ok") && svg.contains("series-unanswered") && !svg.contains("series-sold-out"))
    }
  }

  @Test func aSingleAnswerIsADot() {
    let plot = LatencyPlot(timeline([(.ok, 0, 700)]))
    #expect(!plot.isEmpty && plot.svg(.wide).contains("<circle"))
    #expect(LatencyPlot(timeline([(.unanswered, 0, 700)])).isEmpty)
  }

  @Test func latenciesFarApartAreShownByTheirLogarithm() {
    #expect(LatencyAxis(for: [1_000, 1_500]).title == "latency")
    #expect(LatencyAxis(for: [1_000, 1_500]).ticks.first?.label == "0")
    #expect(LatencyAxis(for: [200, 60_000_000]).title == "latency (log scale)")
    #expect(LatencyAxis(for: []).ticks.count >= 2)
  }

  @Test func theFirstCouponIsMarkedAndEachMillisecondCounts() throws {
    let timeline = timeline([(.notStarted, 0, 900), (.ok, 0, 3_210), (.soldOut, 0, 7_500), (.soldOut, 0, 7_900)])
    let opening = timeline.opening
    #expect(OpeningPlot(opening).refusals == [.soldOut, .notStarted])
    for width in PlotWidth.allCases {
      let svg = OpeningPlot(opening).svg(width)
      #expect(svg.contains("first coupon after 3.21 ms"))
      #expect(svg.contains("SOLD_OUT 2"))
    }
    let milliseconds = try #require(OpeningPlot.closerLook(at: opening))
    #expect(milliseconds == 20)
    #expect(occurrences(of: "class=\"hint\"", in: OpeningPlot(opening, milliseconds: 20).svg(.wide)) == 3)
  }

  @Test func whereNothingWasIssuedThereIsNoCloserLook() {
    let opening = timeline([(.soldOut, 0, 900)]).opening
    #expect(OpeningPlot.closerLook(at: opening) == nil)
    #expect(!OpeningPlot(opening).svg(.wide).contains("first coupon"))
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

  @Test func namesKeepTheirDistance() {
    #expect(LabelPlacement.spread([10, 12, 50], gap: 14, notBeyond: 100) == [10, 24, 50])
    #expect(LabelPlacement.spread([98, 99, 100], gap: 14, notBeyond: 100) == [72, 86, 100])
    #expect(LabelPlacement.spread([50, 10], gap: 14, notBeyond: 100) == [50, 10])
  }
}
