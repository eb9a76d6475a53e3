internal import Histogram
import RPCCodec

/// How far a run is.
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

  /// One line that fills at most so many columns, with a bar of what is done: for a terminal, redrawn in place. The
  /// first part that doesn't fit, and those behind it, are left out.
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

/// What a run has done until now.
public struct RunProgress: Equatable, Sendable {
  /// Since the start; negative before it.
  public var elapsed: Duration
  /// Requests of the plan.
  public var planned: UInt64
  /// Those that left.
  public var sent: UInt64
  /// Those that never will.
  public var unsent: UInt64
  /// Those that left and have ended.
  public var ended: UInt64
  /// How many ended in which way.
  public var outcomes: [String: UInt64]
  /// The median latency of the answers since the last time, in microseconds; `nil` without any.
  public var p50: UInt64?
  /// What 99 of 100 of them took at most.
  public var p99: UInt64?
  /// How many requests a second were sent since the last time.
  public var rate: UInt64

  /// What was done until now, after `last`; without it the rate is that of the whole run.
  init(_ snapshot: ProgressSnapshot, planned: UInt64, elapsed: Duration, after last: RunProgress? = nil) {
    self.elapsed = elapsed
    let seconds = (elapsed - max(.zero, last?.elapsed ?? .zero)) / .seconds(1)
    let recent = snapshot.sent - min(snapshot.sent, last?.sent ?? 0)
    rate = seconds > 0 ? UInt64(min((Double(recent) / seconds).rounded(), 1e15)) : 0
    self.planned = planned
    sent = snapshot.sent
    unsent = snapshot.unsent
    ended = snapshot.ended
    outcomes = snapshot.outcomes
    guard snapshot.recent.totalCount > 0 else { return }
    p50 = snapshot.recent.valueAtPercentile(50)
    p99 = snapshot.recent.valueAtPercentile(99)
  }

  /// What is between two parts of a line.
  static let gap = "  "

  var line: String { parts.joined(separator: Self.gap) }

  /// The parts of a line, what is wanted most first.
  var parts: [String] {
    var parts = [
      "\(NumberText.right(String(max(0, elapsed.components.seconds)), 3)) s",
      "sent \(NumberText.grouped(sent))/\(NumberText.grouped(planned))", "\(NumberText.grouped(rate))/s",
    ]
    if unsent > 0 { parts.append("unsent \(NumberText.grouped(unsent))") }
    if let p50 { parts.append("p50 \(NumberText.milliseconds(p50))") }
    if let p99 { parts.append("p99 \(NumberText.milliseconds(p99))") }
    parts += outcomes.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(4)
      .map { "\(PrintableText.escaped($0.key)) \(NumberText.grouped($0.value))" }
    parts.append("waiting \(NumberText.grouped(sent - min(sent, ended)))")
    return parts
  }

  /// A bar of what has ended, of what waits for its answer, and of what is yet to be sent.
  func bar(columns: Int) -> String {
    let width = UInt64(max(0, columns - 2))
    func part(_ count: UInt64) -> Int {
      let (high, low) = min(count, planned).multipliedFullWidth(by: width)
      return planned > 0 && high < planned ? Int(planned.dividingFullWidth((high, low)).quotient) : 0
    }
    let done = part(ended + unsent)
    let left = max(done, part(sent + unsent))
    return "[" + String(repeating: "#", count: done) + String(repeating: "-", count: left - done)
      + String(repeating: " ", count: Int(width) - left) + "]"
  }
}
