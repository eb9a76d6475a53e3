import CAllocationCount
import Foundation

/// Something that is done again and again.
struct Operation {
  /// As it stands in the table of results.
  let name: String
  /// Does it so many times in a row.
  let perform: (_ times: Int) -> Void

  /// The cost of one time, each run as long as told.
  func measure(runs: Int, for duration: Duration) -> OperationCost {
    // Until the time is long enough to be measured; it also warms up whatever is made at first use.
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

/// What one time costs.
struct OperationCost {
  /// Of each run.
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
