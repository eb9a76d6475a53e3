import Testing

@testable import LoadReporting
@testable import LoadSending

struct ScaleTests {
  @Test func aLinearScaleSpreadsEvenlyAndMayPointUp() {
    let scale = Scale(domain: 0...10, from: 200, to: 100)
    #expect([0, 5, 10].map(scale.position) == [200, 150, 100])
  }

  @Test func aLogarithmicScaleGivesEachFactorTheSameWay() {
    let scale = Scale(.logarithmic, domain: 1...1_000, from: 0, to: 300)
    #expect([1, 10, 100, 1_000].map { scale.position($0).rounded() } == [0, 100, 200, 300])
  }

  @Test func whatLiesOutsideIsDrawnAtTheEdge() {
    let scale = Scale(domain: 0...10, from: 0, to: 100)
    #expect(scale.position(-1) == 0 && scale.position(11) == 100)
    #expect(Scale(.logarithmic, domain: 1...10, from: 0, to: 100).position(0) == 0)
  }

  @Test func aDomainOfOneValueHasAPosition() {
    #expect(Scale(domain: 3...3, from: 7, to: 9).position(3) == 7)
  }
}
