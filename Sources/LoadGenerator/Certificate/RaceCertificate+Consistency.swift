extension RaceCertificate {
  /// Where the document contradicts itself, or says that an invariant is broken.
  var contradictions: [CertificateFinding] {
    invariantFindings + percentileFindings + timeFindings + rangeFindings + databaseFindings
  }

  private var invariantFindings: [CertificateFinding] {
    var findings: [CertificateFinding] = []
    let derived = derivedInvariants
    if derived.count != invariants.count {
      findings.append(
        CertificateFinding(
          .inconsistent, "invariants", expected: "\(derived.count)", found: "\(invariants.count)", of: "count"))
    }
    for (index, (derived, stated)) in zip(derived, invariants).enumerated() {
      let path = "invariants[\(index)]"
      func demand(_ member: String, _ expected: String, _ found: String) {
        guard !expected.utf8.elementsEqual(found.utf8) else { return }
        findings.append(CertificateFinding(.inconsistent, "\(path).\(member)", expected: expected, found: found))
      }
      demand("name", derived.name, stated.name)
      demand("held", "\(derived.held)", "\(stated.held)")
      demand("evidence", derived.evidence, stated.evidence)
      if !derived.held {
        findings.append(CertificateFinding(.broken, path, "\(derived.name): \(derived.evidence)"))
      }
    }
    return findings
  }

  private var percentileFindings: [CertificateFinding] {
    let percentiles = [
      ("p50", latencyUs.p50), ("p90", latencyUs.p90), ("p99", latencyUs.p99), ("p999", latencyUs.p999),
      ("max", latencyUs.max),
    ]
    return zip(percentiles, percentiles.dropFirst()).filter { $0.1 > $1.1 }.map { lower, higher in
      CertificateFinding(
        .inconsistent, "latency_us.\(higher.0)", expected: "at least \(lower.1), the \(lower.0)", found: "\(higher.1)")
    }
  }

  /// To the second, which is all that RFC 3339 texts without a fraction have.
  private var timeFindings: [CertificateFinding] {
    let times = [("began", times.began), ("answered", times.answered), ("certified", times.certified)]
    return zip(times, times.dropFirst()).filter { $0.1.prefix(19) > $1.1.prefix(19) }.map { earlier, later in
      CertificateFinding(
        .inconsistent, "times.\(later.0)", expected: "no earlier than \(earlier.0), \(earlier.1)", found: later.1)
    }
  }

  private var rangeFindings: [CertificateFinding] {
    guard database.rangeSize > 0 else {
      return [
        CertificateFinding(.inconsistent, "database.range_size", expected: "1 or more", found: "\(database.rangeSize)")
      ]
    }
    let (quotient, rest) = max(0, database.lastSequence).quotientAndRemainder(dividingBy: database.rangeSize)
    let count = quotient + (rest > 0 ? 1 : 0)
    guard Int64(database.rangeSha256.count) != count else { return [] }
    return [
      CertificateFinding(
        .inconsistent, "database.range_sha256", expected: "\(count)", found: "\(database.rangeSha256.count)",
        of: "count")
    ]
  }

  private var databaseFindings: [CertificateFinding] {
    var findings: [CertificateFinding] = []
    func demand(_ holds: Bool, _ path: String, _ expected: String, _ found: Int64) {
      if !holds { findings.append(CertificateFinding(.inconsistent, path, expected: expected, found: "\(found)")) }
    }
    let coupons = database.coupons
    demand(database.users <= coupons, "database.users", "at most \(coupons) coupons", database.users)
    demand(
      database.mostCouponsOfAUser <= coupons, "database.most_coupons_of_a_user", "at most \(coupons) coupons",
      database.mostCouponsOfAUser)
    demand(machine.cores > 0, "machine.cores", "1 or more", Int64(machine.cores))
    return findings
  }
}
