import ArgumentParser
import LoadReporting
import ProgramConventions

/// The thresholds that a run may not exceed.
struct ThresholdFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Exits with 98 where the run exceeded one of these, such as p99=20ms,errors=1%: p50, p90, p99, p99.9 and max take a \
      time; errors, late and unsent a count or a share. The report is written all the same.
      """, valueName: "limits"), transform: FailOnFlag.parse)
  var failOn: [[RunThreshold]] = []

  /// All of them.
  var all: [RunThreshold] { failOn.flatMap(\.self) }
}

/// Reads `--fail-on`: measures with their limits, such as `p99=20ms,errors=1%`.
enum FailOnFlag {
  static func parse(_ text: String) throws(FlagFault) -> [RunThreshold] {
    var thresholds: [RunThreshold] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, let name = sides.first, let limit = sides.last else { throw expectation }
      guard let measure = RunThreshold.Measure(rawValue: name == "p999" ? "p99.9" : name) else {
        let names = RunThreshold.Measure.allCases.map(\.rawValue).joined(separator: ", ")
        throw FlagFault("there is no '\(name)' to compare: there are \(names)")
      }
      thresholds.append(
        RunThreshold(measure, measure.isLatency ? try latency(limit) : try amount(limit), text: limit))
    }
    return thresholds
  }

  private static func latency(_ text: String) throws(FlagFault) -> RunThreshold.Limit {
    let (seconds, attoseconds) = try Duration.flag(text).components
    // A flag's duration is no longer than 100 years.
    return .microseconds(UInt64(clamping: seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
  }

  private static func amount(_ text: String) throws(FlagFault) -> RunThreshold.Limit {
    guard text.hasSuffix("%") else {
      guard let count = UInt64(text) else { throw expectation }
      return .count(count)
    }
    guard let percent = Double(text.dropLast()), (0...100).contains(percent) else {
      throw FlagFault("expected a share from 0% to 100%")
    }
    return .percent(percent)
  }

  private static let expectation = FlagFault(
    "expected limits such as p99=20ms,errors=1%: a latency with a time; errors, late or unsent with a count or a share")
}
