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

/// The figures of a run that thresholds are compared with.
package struct RunFigures {
  var latency: LatencySummary
  var errors: UInt64
  var ended: UInt64
  var late: UInt64
  var sent: UInt64
  var unsent: UInt64
  var planned: UInt64

  /// The figures of a run: `errors` of those that `ended`, `late` of those `sent`, `unsent` of those `planned`.
  package init(
    latency: LatencySummary, errors: UInt64, ended: UInt64, late: UInt64, sent: UInt64, unsent: UInt64, planned: UInt64
  ) {
    self.latency = latency
    self.errors = errors
    self.ended = ended
    self.late = late
    self.sent = sent
    self.unsent = unsent
    self.planned = planned
  }

  /// The measurement beyond the threshold, in words; `nil` where it was not exceeded.
  package func excess(_ threshold: RunThreshold) -> String? {
    switch threshold.measure {
    case .p50: excess(threshold, latency.p50)
    case .p90: excess(threshold, latency.p90)
    case .p99: excess(threshold, latency.p99)
    case .p999: excess(threshold, latency.p999)
    case .max: excess(threshold, latency.max)
    case .errors: excess(threshold, errors, of: ended)
    case .late: excess(threshold, late, of: sent)
    case .unsent: excess(threshold, unsent, of: planned)
    }
  }

  private func excess(_ threshold: RunThreshold, _ microseconds: UInt64) -> String? {
    guard case .microseconds(let limit) = threshold.limit, microseconds > limit else { return nil }
    return "\(threshold.measure.rawValue) was \(NumberText.milliseconds(microseconds)), more than \(threshold.text)"
  }

  private func excess(_ threshold: RunThreshold, _ count: UInt64, of whole: UInt64) -> String? {
    let isPassed =
      switch threshold.limit {
      case .microseconds: false
      case .count(let limit): count > limit
      // The counts are compared, not the share itself, which is rounded.
      case .percent(let limit): Double(count) * 100 > limit * Double(whole)
      }
    guard isPassed else { return nil }
    return "\(threshold.measure.rawValue) were \(NumberText.grouped(count)) of \(NumberText.grouped(whole)) "
      + "(\(NumberText.percent(count, of: whole))), more than \(threshold.text)"
  }
}
