internal import Histogram
import RPCCodec

/// The progress of a run.
public enum LoadProgress: Equatable, Sendable {
  /// It waits for its start.
  case waiting(seconds: Int64)
  /// It sends, or waits for its last answers.
  case running(RunProgress)

  /// One line for a person.
  public var line: String {
    switch self {
    case .waiting(let seconds): "the run starts in \(seconds) s"
    case .running(let progress): progress.line
    }
  }

  /// One line that fills at most so many columns, with a bar of the work that is done: for a terminal, redrawn in
  /// place. The first part that doesn't fit, and those behind it, are left out.
  public func line(columns: Int) -> String {
    guard case .running(let progress) = self else { return String(line.prefix(max(0, columns))) }
    var line = progress.bar(columns: min(24, columns / 5))
    for part in progress.parts {
      guard line.count + RunProgress.gap.count + part.count <= columns else { break }
      line += RunProgress.gap + part
    }
    return String(line.prefix(max(0, columns)))
  }
}

/// The work that a run has done until now.
public struct RunProgress: Equatable, Sendable {
  /// The time since the start; negative before it.
  let elapsed: Duration
  /// Requests of the plan.
  let planned: UInt64
  /// The number of requests a second that were sent since the last time.
  let rate: UInt64
  private let snapshot: ProgressSnapshot

  /// The work that was done until now, after `last`; without it the rate is that of the whole run.
  init(_ snapshot: ProgressSnapshot, planned: UInt64, elapsed: Duration, after last: RunProgress? = nil) {
    self.snapshot = snapshot
    self.planned = planned
    self.elapsed = elapsed
    let seconds = (elapsed - max(.zero, last?.elapsed ?? .zero)) / .seconds(1)
    let recent = snapshot.sent - min(snapshot.sent, last?.snapshot.sent ?? 0)
    rate = seconds > 0 ? UInt64(min((Double(recent) / seconds).rounded(), 1e15)) : 0
  }

  /// The text between two parts of a line.
  static let gap = "  "

  var line: String { parts.joined(separator: Self.gap) }

  /// The parts of a line, the most wanted one first.
  var parts: [String] {
    var parts = [
      "\(NumberText.right(String(max(0, elapsed.components.seconds)), 3)) s",
      "sent \(NumberText.grouped(snapshot.sent))/\(NumberText.grouped(planned))", "\(NumberText.grouped(rate))/s",
    ]
    if snapshot.unsent > 0 { parts.append("unsent \(NumberText.grouped(snapshot.unsent))") }
    if snapshot.recent.totalCount > 0 {
      parts += [50, 99].map { "p\(Int($0)) \(NumberText.milliseconds(snapshot.recent.valueAtPercentile($0)))" }
    }
    parts += snapshot.outcomes.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(4)
      .map { "\(PrintableText.escaped($0.key)) \(NumberText.grouped($0.value))" }
    parts.append("waiting \(NumberText.grouped(snapshot.sent - min(snapshot.sent, snapshot.ended)))")
    return parts
  }

  /// A bar of the requests that have ended, that wait for their answers, and that are yet to be sent.
  func bar(columns: Int) -> String {
    let width = UInt64(max(0, columns - 2))
    func part(_ count: UInt64) -> Int {
      let (high, low) = min(count, planned).multipliedFullWidth(by: width)
      return planned > 0 && high < planned ? Int(planned.dividingFullWidth((high, low)).quotient) : 0
    }
    let done = part(snapshot.ended + snapshot.unsent)
    let left = max(done, part(snapshot.sent + snapshot.unsent))
    return "[" + String(repeating: "#", count: done) + String(repeating: "-", count: left - done)
      + String(repeating: " ", count: Int(width) - left) + "]"
  }
}
