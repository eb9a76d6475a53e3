import CAllocationCount
import Foundation

/// An operation that is repeated to be measured.
struct Operation {
  /// The name in the table of results.
  let name: String
  /// Does it `times` times in a row.
  let perform: (_ times: Int) -> Void

  /// Measures the cost of doing it once; each run takes about `duration`.
  func measure(runs: Int, for duration: Duration) -> OperationCost {
    // Doubling until the time is long enough to be measured also warms up what is made at first use.
    var times = 16
    while time(times) < duration, times < 1 << 40 { times *= 2 }
    let before = allocation_count()
    let nanoseconds = (0..<runs).map { _ in time(times) / .nanoseconds(1) / Double(times) }
    let allocations = Double(allocation_count() - before) / Double(times * runs)
    return OperationCost(nanoseconds: nanoseconds, allocations: allocations)
  }

  private func time(_ times: Int) -> Duration {
    let clock = ContinuousClock()
    return clock.measure { perform(times) }
  }
}

/// The cost of doing an operation once.
struct OperationCost {
  /// One value for each run.
  let nanoseconds: [Double]
  let allocations: Double

  private var median: Double { nanoseconds.sorted()[nanoseconds.count / 2] }

  func text(of name: String) -> String {
    let number = String(format: "%9.1f ns %7.2f allocations", median, allocations)
    return "\(name.padding(toLength: 34, withPad: " ", startingAt: 0)) \(number)"
  }

  func json(of name: String) -> String {
    let runs = nanoseconds.map { String(format: "%.1f", $0) }.joined(separator: ", ")
    return """
      {"name": "\(name)", "nanoseconds": \(String(format: "%.1f", median)), \
      "allocations": \(String(format: "%.2f", allocations)), "runs": [\(runs)]}
      """
  }
}

/// Keeps the compiler from leaving out work whose result nobody uses.
@inline(never)
func keep<Value>(_ value: Value) {
  withExtendedLifetime(value) {}
}
