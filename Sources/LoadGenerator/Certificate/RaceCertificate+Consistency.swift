internal import CampaignDomain

extension RaceCertificate {
  /// Where the document contradicts itself, or says that an invariant is broken.
  var contradictions: [CertificateFinding] {
    invariantFindings + inconsistencies
  }

  /// Where what was counted, measured and read contradicts itself, the invariants aside. Servers that break every promise
  /// add nothing here, unless they made another campaign than the one that was asked for.
  var inconsistencies: [CertificateFinding] {
    var demands = CertificateDemands()
    demandInputs(&demands)
    demandTimes(&demands)
    demandRequests(&demands)
    demandPercentiles(&demands)
    demandAcknowledged(&demands)
    demandInputsOfDatabase(&demands)
    demandServed(&demands)
    return demands.findings + database.contradictions
  }

  private var invariantFindings: [CertificateFinding] {
    var findings: [CertificateFinding] = []
    // Documents of earlier programs state also what their race could not show.
    let derived = invariants.count == derivedInvariants.count ? derivedInvariants : shownInvariants
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

  private func demandInputs(_ demands: inout CertificateDemands) {
    let isClosed = inputs.loop == .closed
    let because = "in \(isClosed ? "a closed" : "an open") loop"
    demands.demand("inputs.concurrency", isThere: inputs.concurrency != nil, where: isClosed, because: because)
    demands.demand("inputs.rate", isThere: inputs.rate != nil, where: !isClosed, because: because)
    demands.demand(
      "inputs.duration_microseconds", isThere: inputs.durationMicroseconds != nil, where: !isClosed, because: because)
    demands.demand(!inputs.addresses.isEmpty, "inputs.addresses", "1 or more", found: "none")
    demands.demand(
      inputs.connections >= max(1, inputs.addresses.count), "inputs.connections", "1 or more for each address",
      found: "\(inputs.connections)")
    demands.demand(machine.cores > 0, "machine.cores", "1 or more", found: "\(machine.cores)")
    demands.demand(machine.memoryBytes > 0, "machine.memory_bytes", "1 or more", found: "\(machine.memoryBytes)")
  }

  private func demandTimes(_ demands: inout CertificateDemands) {
    var earlier: (name: String, time: Timestamp)?
    for (name, text) in [("began", times.began), ("answered", times.answered), ("certified", times.certified)] {
      guard let time = Timestamp(certificateText: text) else {
        demands.demand(false, "times.\(name)", CertificateDemands.timeForm, found: "\"\(text)\"")
        continue
      }
      if let earlier {
        // A wall clock may be set back a little while a race runs.
        let isSooner = earlier.time.duration(since: time) >= .seconds(1)
        demands.demand(
          !isSooner, "times.\(name)", "no earlier than \(earlier.name), \(earlier.time)", found: "\(time)")
      }
      earlier = (name, time)
    }
  }

  private func demandRequests(_ demands: inout CertificateDemands) {
    demands.demand(
      "requests.late", requests.late, in: 0...requests.sent, because: "of \(requests.sent) that were sent")
    // A race repeats nothing, so that each request has one outcome.
    let unknown = requests.outcomes.filter { Outcome.namesOfUnknownResult.contains($0.key) }.values.saturatingSum
    demands.demand(
      requests.uncertain == unknown, "requests.uncertain", "\(unknown), the outcomes that leave the result unknown",
      found: "\(requests.uncertain)")
    demands.demand(
      "requests.misdirected", requests.misdirected, in: 0...(requests.outcomes["OK"] ?? 0), because: "of those OK")
  }

  private func demandPercentiles(_ demands: inout CertificateDemands) {
    let percentiles = [
      ("p50", latencyUs.p50), ("p90", latencyUs.p90), ("p99", latencyUs.p99), ("p999", latencyUs.p999),
      ("max", latencyUs.max),
    ]
    for (lower, higher) in zip(percentiles, percentiles.dropFirst()) {
      demands.demand(
        lower.1 <= higher.1, "latency_us.\(higher.0)", "at least \(lower.1), the \(lower.0)", found: "\(higher.1)")
    }
  }

  private func demandAcknowledged(_ demands: inout CertificateDemands) {
    let promised = max(0, acknowledged.coupons)
    demands.demand("acknowledged.coupons", acknowledged.coupons, in: 0...JSONReader.integers.upperBound)
    demands.demand("acknowledged.missing", acknowledged.missing, in: 0...promised, because: "of those promised")
    demands.demand(
      "acknowledged.altered", acknowledged.altered, in: 0...max(0, database.coupons), because: "of those stored")
    demands.demand(
      "acknowledged.unacknowledged", acknowledged.unacknowledged, in: 0...max(0, database.coupons),
      because: "of those stored")
    demands.demand(
      "acknowledged.missing_example", isThere: acknowledged.missingExample != nil, where: acknowledged.missing > 0,
      because: "with \(acknowledged.missing) missing")
    demands.demand(
      "acknowledged.altered_example", isThere: acknowledged.alteredExample != nil, where: acknowledged.altered > 0,
      because: "with \(acknowledged.altered) altered")
  }

  /// The database against what the race was asked to be.
  private func demandInputsOfDatabase(_ demands: inout CertificateDemands) {
    demands.demand(
      database.perUserLimit == inputs.perUserLimit, "database.per_user_limit", "\(inputs.perUserLimit), as asked for",
      found: "\(database.perUserLimit)")
    if let created = Timestamp(certificateText: database.createTime),
      let start = Timestamp(certificateText: database.startTime)
    {
      let planned = max(0, inputs.startInMicroseconds)
      demands.demand(
        StoredCampaign.microseconds(from: created, to: start) == planned, "database.start_time",
        "\(planned) µs after create_time, \(created)", found: "\(start)")
    }
    demandUsers(&demands)
  }

  /// What was promised and is stored so has the user of its request; of other rows nobody knows whose they should be.
  private func demandUsers(_ demands: inout CertificateDemands) {
    let foreign = max(0, acknowledged.unacknowledged) + max(0, acknowledged.altered)
    let named = max(0, acknowledged.coupons) - max(0, acknowledged.missing) - max(0, acknowledged.altered)
    let (room, isEnough) = max(0, database.users).multipliedReportingOverflow(by: max(0, database.mostCouponsOfAUser))
    demands.demand(
      isEnough || named <= room, "database.users",
      "as many as \(named) promised coupons need, at most \(database.mostCouponsOfAUser) each",
      found: "\(database.users)")
    if let asking = inputs.users {
      demands.demand(
        database.users <= Int64(asking) + foreign, "database.users",
        "at most the \(asking) who asked" + (foreign > 0 ? " and \(foreign) that were not promised" : ""),
        found: "\(database.users)")
    } else {
      demands.demand(
        database.users >= named, "database.users", "\(named) or more, as each request had a user of its own",
        found: "\(database.users)")
    }
  }

  private func demandServed(_ demands: inout CertificateDemands) {
    demands.demand(
      served.count == inputs.addresses.count, "served", "\(inputs.addresses.count), one for each address",
      found: "\(served.count)")
    for (index, (list, address)) in zip(served, inputs.addresses).enumerated() {
      demands.demand(
        list.address.utf8.elementsEqual(address.utf8), "served[\(index)].address", address, found: list.address)
    }
    for (index, list) in served.enumerated() {
      demands.demand(
        "served[\(index)].coupons_sha256", isDigest: list.couponsSha256, ofNothing: list.coupons == 0)
    }
  }
}
