import Testing

@testable import LoadReporting
@testable import LoadSending

struct AxisTicksTests {
  @Test(
    arguments: [
      (1_000, [0, 500, 1_000]), (1_001, [0, 500, 1_000, 1_500]), (7, [0, 2, 4, 6, 8]), (0.9, [0, 1]), (0, [0, 1]),
    ] as [(Double, [Double])])
  func countsHaveRoundTicksThatReachTheHighest(highest: Double, expected: [Double]) {
    #expect(AxisTicks.covering(upTo: highest, about: 4, smallestStep: 1) == expected)
  }

  @Test func manyMagnitudesHaveFewTicks() {
    for exponent in -3...12 {
      for digit in [1, 1.7, 3.3, 9.99] {
        var value = digit
        for _ in 0..<abs(exponent) { value = exponent < 0 ? value / 10 : value * 10 }
        let ticks = AxisTicks.covering(upTo: value, about: 4)
        #expect((2...6).contains(ticks.count))
        #expect(ticks.last.map { $0 >= value * (1 - 1e-9) } == true)
      }
    }
  }

  @Test func anAxisThatEndsWithItsDataHasNoTickBeyond() {
    #expect(AxisTicks.within(10, about: 10) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    #expect(AxisTicks.within(10.3, about: 5) == [0, 5, 10])
    #expect(AxisTicks.within(0, about: 5) == [0])
  }

  @Test func logarithmicTicksEncloseTheRange() {
    #expect(AxisTicks.logarithmic(covering: 3...70, atMost: 9) == [2, 5, 10, 20, 50, 100])
    #expect(AxisTicks.logarithmic(covering: 100...1_000, atMost: 9) == [100, 200, 500, 1_000])
    #expect(AxisTicks.logarithmic(covering: 3...70_000, atMost: 6) == [1, 10, 100, 1_000, 10_000, 100_000])
    let few = AxisTicks.logarithmic(covering: 1...1e12, atMost: 5)
    #expect(few.count <= 5 && few.first == 1 && few.last.map { $0 >= 1e12 } == true)
    #expect(AxisTicks.logarithmic(covering: 10...10, atMost: 5).count >= 1)
  }

  @Test func valuesThatAreNoNumbersHaveTicksToo() {
    for value in [Double.nan, .infinity, -1] {
      #expect(AxisTicks.covering(upTo: value, about: 4).count >= 2)
      #expect(AxisTicks.within(value, about: 4) == [0])
    }
  }

  @Test func ticksSayTheirUnit() {
    #expect(
      [0, 250, 1_500, 20_000, 2_000_000].map(AxisText.latency(microseconds:)) == [
        "0", "250 µs", "1.5 ms", "20 ms", "2 s",
      ])
    #expect([0, 0.5, 2_500, 150_000, 2_500_000].map(AxisText.count) == ["0", "0.5", "2,500", "150k", "2.5M"])
    #expect(
      [7, 1_234, 12_345, 999_999, 61_234_567].map(AxisText.roundedLatency(microseconds:)) == [
        "7 µs", "1.23 ms", "12.3 ms", "1 s", "61.2 s",
      ])
    #expect(AxisText.percent(0.999, nines: 3) == "99.9%")
    #expect(AxisText.percent(0.5, nines: 0.3) == "50%")
  }
}
