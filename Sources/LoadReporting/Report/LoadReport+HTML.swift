internal import LoadSending
internal import RPCCodec

extension LoadReport {
  /// The report as one page for a browser, with plots; it needs no other file.
  public var html: String {
    HTMLReport(
      PageContent(
        campaignName: campaign.name, campaignID: campaign.id, isClosedLoop: latencyOrigin == .send, facts: facts,
        errorWarning: errorWarning, warnings: figureWarnings, verdict: verdict, invariants: invariants,
        unproven: unproven, shortcoming: shortcoming ?? uncheckedReason, exceededThresholds: exceededThresholds,
        outcomes: orderedOutcomes,
        replays: replays, latency: latency, planned: planned, sent: sent, late: late,
        lateBoundMicroseconds: lateBoundMicroseconds, unsent: unsent, retries: retries, generator: generator,
        timeline: timeline, curve: latencies.curve)
    ).html
  }

  /// What was run, for a page.
  private var facts: [RunFact] {
    var facts: [RunFact] = []
    if let time = startTime?.rfc3339 {
      facts.append(RunFact("Start", "\(time.prefix(10)) \(time.dropFirst(11).dropLast()) UTC"))
    }
    facts += loadFacts
    facts += [
      RunFact("Stock", NumberText.counted(campaign.totalCoupons, "coupon")),
      RunFact(addresses.count == 1 ? "Server" : "Servers", addresses.joined(separator: ", ")),
      RunFact("Connections", NumberText.grouped(connections)),
    ]
    if kind != .merged { facts.append(RunFact("Seed", String(seed))) }
    return facts
  }

  private var loadFacts: [RunFact] {
    switch kind {
    case .burst:
      let rates = stages.map { "\(NumberText.grouped($0.rate))/s" + (stages.count > 1 ? " for \($0.text)" : "") }
      let length = stages.reduce(0) { $0 + Double($1.microseconds) } / 1_000_000
      return [
        RunFact("Load", "burst, open loop"), RunFact("Rate", rates.joined(separator: ", ")),
        RunFact("Duration", "\(AxisText.decimal(length)) s"),
      ]
    case .race:
      return [
        RunFact("Load", "race, closed loop"), RunFact("Requests", NumberText.grouped(planned)),
        RunFact("In flight", NumberText.counted(concurrency ?? 0, "call")),
      ]
    case .merged:
      let loop = latencyOrigin == .send ? "closed loop" : "open loop"
      return [RunFact("Load", "\(NumberText.counted(runIDs.count, "run")) merged, \(loop)")]
    }
  }
}

extension LoadStage {
  fileprivate var text: String { "\(AxisText.decimal(Double(microseconds) / 1_000_000)) s" }
}
