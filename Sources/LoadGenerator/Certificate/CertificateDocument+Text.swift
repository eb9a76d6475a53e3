import RPCCodec

extension CertificateDocument {
  /// What the certificate says, for a person: several lines, safe to print.
  public var summary: String {
    let race = certificate
    var lines = [
      "campaign \(race.database.id): \(NumberText.grouped(race.database.coupons)) of "
        + "\(NumberText.grouped(race.database.totalCoupons)) coupons issued to "
        + "\(NumberText.grouped(race.requests.sent)) requests, over \(race.inputs.connections) connections", "",
      "outcomes",
    ]
    lines += race.requests.outcomes.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map {
      Self.row("  \($0.key)", NumberText.grouped($0.value))
    }
    lines += ["", "latency"]
    let latency = race.latencyUs
    lines += [
      ("p50", latency.p50), ("p90", latency.p90), ("p99", latency.p99), ("p99.9", latency.p999), ("max", latency.max),
    ].map { Self.row("  \($0.0)", NumberText.milliseconds($0.1)) }
    lines.append("")
    lines += race.invariants.map { "\($0.held ? "held  " : "BROKEN")  \($0.name): \($0.evidence)" }
    lines += race.inconsistencies.map(\.description)
    lines += ["", "codes     SHA-256 \(race.database.codesSha256)", "document  SHA-256 \(contentDigest)"]
    return lines.map(PrintableText.escaped).joined(separator: "\n")
  }

  /// Whether every invariant held in the race, and nothing that was read or counted contradicts the rest.
  public var isHeld: Bool { certificate.invariants.allSatisfy(\.held) && certificate.inconsistencies.isEmpty }

  /// The invariants that did not hold.
  public var brokenInvariants: [String] { certificate.invariants.filter { !$0.held }.map(\.name) }

  private static func row(_ name: String, _ value: String) -> String {
    NumberText.left(name, 22) + NumberText.right(value, 12)
  }
}
