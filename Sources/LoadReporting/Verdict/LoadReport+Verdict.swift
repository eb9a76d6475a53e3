internal import LoadSending
import RPCCodec

extension LoadReport {
  /// The verdict on the run.
  public var verdict: RunVerdict {
    if invariants.contains(where: { !$0.held }) { return .broken }
    if isInterrupted { return .interrupted }
    if uncheckedReason != nil || invariants.isEmpty { return .unproven }
    return exceededThresholds.isEmpty ? .held : .thresholdExceeded
  }

  /// The exit status that the program should have: 0 when every invariant held, 99 when one is broken, 130 when the run
  /// was stopped, 1 when nothing was proven, 98 when a threshold was exceeded.
  public var exitStatus: Int32 { verdict.exitStatus }

  /// Requests that ended neither with a coupon nor with a refusal by the campaign's rules.
  public var errors: UInt64 { Outcome.errors(in: outcomes) }

  /// Compares the run with thresholds, and keeps those that were exceeded.
  public mutating func compare(with thresholds: [RunThreshold]) {
    let latency = latency
    exceededThresholds = thresholds.compactMap {
      $0.excess(latency: latency, outcomes: outcomes, late: late, sent: sent, unsent: unsent, planned: planned)
    }
  }

  /// The reason why there is no proof, or none of the whole; `nil` where there is.
  var shortcoming: String? {
    switch verdict {
    case .unproven: return uncheckedReason ?? "there is no invariant in it"
    case .interrupted:
      let part = "stopped after \(NumberText.grouped(sent)) of \(NumberText.grouped(planned)) requests"
      let rest = uncheckedReason ?? "what they show holds: \(invariants.count) of \(invariants.count) invariants"
      return sent == 0 ? rest : "\(part); \(rest)"
    case .held, .thresholdExceeded, .broken: return nil
    }
  }

  /// The last line of the report for a person.
  var verdictLine: String {
    let broken = invariants.filter { !$0.held }.map(\.name)
    let text =
      switch verdict {
      case .broken:
        "BROKEN: \(broken.joined(separator: ", ")) (\(broken.count) of \(invariants.count) invariants)"
      case .interrupted: "interrupted: \(shortcoming ?? "")"
      case .unproven: "not proven: \(shortcoming ?? "")"
      case .thresholdExceeded:
        "threshold exceeded: \(exceededThresholds.joined(separator: "; ")) (every invariant held: \(heldText))"
      case .held: "every invariant held: \(heldText)"
      }
    return PrintableText.escaped("VERDICT  \(text)")
  }

  /// The number of the invariants that the run could show.
  private var heldText: String {
    let count = "\(invariants.count) of \(invariants.count)"
    guard !unproven.isEmpty else { return count }
    return "\(count); not shown by this run: \(unproven.map(\.name).joined(separator: ", "))"
  }
}
