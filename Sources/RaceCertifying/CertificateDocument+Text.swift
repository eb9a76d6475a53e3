public import LoadReporting
internal import LoadSending
import RPCCodec

extension CertificateDocument {
  /// The certificate for a person: several lines, safe to print, the verdict last. `exceeded` are the thresholds that
  /// the race exceeded, in words.
  public func summary(exceeded: [String] = []) -> String {
    let race = certificate
    let issued = NumberText.grouped(race.database.coupons)
    var lines = [
      "campaign \(race.database.id): \(issued) of \(NumberText.grouped(race.database.totalCoupons)) coupons issued to "
        + "\(NumberText.grouped(race.requests.sent)) requests, over \(race.inputs.connections) connections"
        + (race.inputs.seed.map { ", seed \($0)" } ?? "")
    ]
    lines += LoadReport.errorWarning(race.requests.outcomes).map { ["WARNING  \($0)"] } ?? []
    lines += ["", "outcomes"]
    lines += race.requests.outcomes.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map {
      Self.row("  \($0.key)", NumberText.grouped($0.value))
    }
    lines += ["", "latency"]
    lines += race.latencyUs.named.map { Self.row("  \($0.name)", NumberText.milliseconds($0.microseconds)) }
    lines.append("")
    lines += race.invariants.map { "\($0.held ? "held  " : "BROKEN")  \($0.name): \($0.evidence)" }
    lines += race.dividedInvariants.unproven.map { "not proven  \($0.name): \($0.reason)" }
    lines += ["", "codes     SHA-256 \(race.database.codesSha256)", "document  SHA-256 \(contentDigest)", ""]
    lines.append("VERDICT  \(verdictText(exceeded: exceeded))")
    return lines.map(PrintableText.escaped).joined(separator: "\n")
  }

  /// The verdict on the race; `exceeded` are the thresholds that it exceeded.
  public func verdict(exceeded: [String] = []) -> RunVerdict {
    if !brokenInvariants.isEmpty { return .broken }
    if certificate.requests.interrupted == true { return .interrupted }
    return exceeded.isEmpty ? .held : .thresholdExceeded
  }

  /// The thresholds that the race exceeded, in words.
  public func exceeded(of thresholds: [RunThreshold]) -> [String] {
    let requests = certificate.requests
    return thresholds.compactMap {
      $0.excess(
        latency: certificate.latencyUs, outcomes: requests.outcomes, late: requests.late, sent: requests.sent,
        unsent: requests.unsent, planned: requests.planned)
    }
  }

  private func verdictText(exceeded: [String]) -> String {
    let (requests, count) = (certificate.requests, certificate.invariants.count)
    switch verdict(exceeded: exceeded) {
    case .broken:
      return "BROKEN: \(brokenInvariants.joined(separator: ", "))"
    case .interrupted:
      return
        "interrupted: stopped after \(NumberText.grouped(requests.sent)) of \(NumberText.grouped(requests.planned)) "
        + "requests; what they show holds: \(count) of \(count) invariants"
    case .thresholdExceeded:
      return "threshold exceeded: \(exceeded.joined(separator: "; ")) (every invariant held: \(count) of \(count))"
    case .held, .unproven: return "every invariant held: \(count) of \(count)"
    }
  }

  /// The invariants that did not hold.
  var brokenInvariants: [String] { certificate.invariants.filter { !$0.held }.map(\.name) }

  private static func row(_ name: String, _ value: String) -> String {
    NumberText.left(name, 22) + NumberText.right(value, 12)
  }
}
