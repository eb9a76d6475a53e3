import Testing

@testable import LoadReporting

struct AxisTests {
  @Test func aLinearAxisSpreadsEvenly() {
    let axis = Axis(title: "", ticks: [], domain: 0...10)
    #expect([0, 5, 10].map(axis.position) == [0, 0.5, 1])
  }

  @Test func aLogarithmicAxisGivesEachFactorTheSameWay() {
    let axis = Axis(title: "", ticks: [], domain: 1...1_000, isLogarithmic: true)
    #expect([1, 10, 100, 1_000].map { (axis.position($0) * 300).rounded() } == [0, 100, 200, 300])
  }

  @Test func whatLiesOutsideIsDrawnAtTheEdge() {
    let axis = Axis(title: "", ticks: [], domain: 0...10)
    #expect(axis.position(-1) == 0 && axis.position(11) == 1)
    #expect(Axis(title: "", ticks: [], domain: 1...10, isLogarithmic: true).position(0) == 0)
  }

  @Test func aDomainOfOneValueHasAPosition() {
    #expect(Axis(title: "", ticks: [], domain: 3...3).position(3) == 0)
  }

  @Test func latenciesFarApartAreShownByTheirLogarithm() {
    #expect(Axis.latencies([1_000, 1_500]).title == "latency")
    #expect(Axis.latencies([1_000, 1_500]).ticks.first?.label == "0")
    #expect(Axis.latencies([200, 60_000_000]).title == "latency (log scale)")
    #expect(Axis.latencies([]).ticks.count >= 2)
  }

  @Test func percentilesBeyondTheDataHaveNoTick() {
    #expect(Axis.percentiles(through: 2.2).ticks.map(\.label) == ["50%", "90%", "99%"])
    #expect(Axis.percentiles(through: 4).ticks.map(\.label) == ["50%", "90%", "99%", "99.9%", "99.99%"])
    #expect(Axis.percentiles(through: 0).ticks.map(\.label) == ["50%", "90%"])
  }
}
