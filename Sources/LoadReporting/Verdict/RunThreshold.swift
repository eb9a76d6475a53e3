internal import LoadSending

/// Something that a run shall not exceed, as `--fail-on` names it: `p99=20ms`, `errors=1%`.
public struct RunThreshold: Equatable, Sendable {
  /// The measure that is compared, by the name that the flag has for it.
  public enum Measure: String, CaseIterable, Sendable {
    /// A latency that so many percent of the answers don't exceed, or the longest.
    case p50, p90, p99
    case p999 = "p99.9"
    case max
    /// Requests that ended neither with a coupon nor with a refusal by the campaign's rules, of those that ended.
    case errors
    /// Requests that left late, of those that were sent.
    case late
    /// Requests that never left, of those that were planned.
    case unsent

    /// True if it is a latency, and so takes a time.
    public var isLatency: Bool {
      switch self {
      case .p50, .p90, .p99, .p999, .max: true
      case .errors, .late, .unsent: false
      }
    }
  }

  /// The most that is well.
  public enum Limit: Equatable, Sendable {
    case microseconds(UInt64)
    case count(UInt64)
    /// 0 to 100.
    case percent(Double)
  }

  /// The measure that is compared.
  public var measure: Measure
  /// The limit: a time for a latency, a count or a share for the others.
  public var limit: Limit
  /// The limit as it was asked for, such as `20ms`.
  public var text: String

  /// A threshold; `text` is what a person reads of its limit.
  public init(_ measure: Measure, _ limit: Limit, text: String) {
    self.measure = measure
    self.limit = limit
    self.text = text
  }
}

extension RunThreshold {
  /// The measurement of a run beyond the threshold, in words; `nil` where it was not exceeded.
  package func excess(
    latency: LatencySummary, outcomes: [String: UInt64], late: UInt64, sent: UInt64, unsent: UInt64, planned: UInt64
  ) -> String? {
    switch measure {
    case .p50: excess(latency.p50)
    case .p90: excess(latency.p90)
    case .p99: excess(latency.p99)
    case .p999: excess(latency.p999)
    case .max: excess(latency.max)
    case .errors: excess(Outcome.errors(in: outcomes), of: outcomes.values.saturatingSum)
    case .late: excess(late, of: sent)
    case .unsent: excess(unsent, of: planned)
    }
  }

  private func excess(_ microseconds: UInt64) -> String? {
    guard case .microseconds(let most) = limit, microseconds > most else { return nil }
    return "\(measure.rawValue) was \(NumberText.milliseconds(microseconds)), more than \(text)"
  }

  private func excess(_ count: UInt64, of whole: UInt64) -> String? {
    let isExceeded =
      switch limit {
      case .microseconds: false
      case .count(let most): count > most
      // The counts are compared, not the share itself, which is rounded.
      case .percent(let most): Double(count) * 100 > most * Double(whole)
      }
    guard isExceeded else { return nil }
    return "\(measure.rawValue) were \(NumberText.grouped(count)) of \(NumberText.grouped(whole)) "
      + "(\(NumberText.percent(count, of: whole))), more than \(text)"
  }
}

extension Outcome {
  /// The number of requests that ended neither with a coupon nor with a refusal by the campaign's rules.
  static func errors(in outcomes: [String: UInt64]) -> UInt64 {
    outcomes.filter { isError($0.key) }.values.saturatingSum
  }
}
