internal import LoadSending
internal import RPCCodec

/// Several runs' reports on one campaign, merged into one: as if one generator had sent everything.
///
/// Counts and latencies are added and lose nothing; the time is that from the first start to the last end, by the
/// clocks of the machines that sent. A codes' list isn't part of a report, so what each run proved stays its own proof:
/// the merged report holds if every part does, and if the parts don't contradict each other.
public struct ReportMerge: Sendable {
  private struct Part {
    var name: String
    var report: LoadReport

    /// The reason why it proves nothing: by its own words, or because it has no proof. That its numbers add up is none.
    var uncheckedReason: String? {
      if let reason = report.uncheckedReason { return reason }
      return report.invariants.contains { $0.name != ReportMerge.sumsName } ? nil : "there is no invariant in it"
    }
  }

  private var parts: [Part] = []

  /// A merge of nothing yet.
  public init() {}

  /// Adds a written report; `name` is what errors and evidence call it.
  public mutating func add(_ bytes: [UInt8], name: String) throws(MergeRefusal) {
    let report = try LoadReport(try ReportDocument.read(bytes, name: name), name: name)
    for part in parts {
      guard Set(part.report.runIDs).isDisjoint(with: report.runIDs) else { throw .sameRun(part.name, name) }
      guard part.report.campaign.id == report.campaign.id, part.report.campaign.name == report.campaign.name else {
        throw .differentCampaigns(part.name, name)
      }
      guard part.report.latencyOrigin == report.latencyOrigin else {
        throw part.report.latencyOrigin == .plan
          ? .differentLatencies(openLoop: part.name, closedLoop: name)
          : .differentLatencies(openLoop: name, closedLoop: part.name)
      }
      guard (part.report.line == nil) == (report.line == nil) else {
        throw part.report.line == nil
          ? .differentWays(throughQueue: name, past: part.name) : .differentWays(throughQueue: part.name, past: name)
      }
    }
    parts.append(Part(name: name, report: report))
  }

  /// The merged report.
  public func report() throws(MergeRefusal) -> LoadReport {
    guard var merged = parts.first?.report else { throw .nothingToMerge }
    for part in parts.dropFirst() { merged.add(part.report) }
    merged.kind = .merged
    let spans = parts.compactMap(\.report.span)
    if let start = spans.map(\.lowerBound).min(), let end = spans.map(\.upperBound).max() {
      merged.startTime = ProtobufTimestamp(microsecondsSinceEpoch: start)
      merged.generator.wallMicroseconds = UInt64(clamping: end - start)
    }
    merged.partWarnings = parts.flatMap { part in
      let warnings = part.report.kind == .merged ? part.report.partWarnings : part.report.generatorWarnings
      return warnings.map { "\(part.name): \($0)" }
    }
    merged.invariants = invariants + [sumsOfParts(merged)]
    let shown = Set(merged.invariants.map(\.name))
    merged.unproven = LoadProof.names(throughQueue: merged.line != nil).filter { !shown.contains($0) }.map {
      UnprovenInvariant(name: $0, reason: "no part showed it")
    }
    let unchecked = parts.compactMap { part in part.uncheckedReason.map { "\(part.name): \($0)" } }
    merged.uncheckedReason = unchecked.isEmpty ? nil : unchecked.joined(separator: "; ")
    return merged
  }

  /// The merge's own invariant. That of a part, which is a merged report itself, becomes part of it.
  private static let sumsName = "sums_of_parts"

  /// Each invariant of any part, held when it held in every part that was checked.
  private var invariants: [Invariant] {
    var names: [String] = []
    for invariant in parts.flatMap(\.report.invariants)
    where invariant.name != Self.sumsName && !names.contains(invariant.name) {
      names.append(invariant.name)
    }
    return names.map { name in
      let found = parts.flatMap { part in
        part.report.invariants.filter { $0.name == name }.map { (part: part.name, invariant: $0) }
      }
      let broken = found.filter { !$0.invariant.held }
      return Invariant(
        name, faults: broken.map { "\($0.part): \($0.invariant.evidence)" },
        evidence: found.map { "\($0.part): \($0.invariant.evidence)" }.joined(separator: "; "))
    }
  }

  /// The statements of the parts on one campaign have to fit together.
  private func sumsOfParts(_ merged: LoadReport) -> Invariant {
    var demands: [(isMet: Bool, text: String)] = []
    for part in parts {
      demands += part.report.invariants.filter { $0.name == Self.sumsName && !$0.held }
        .map { (false, "\(part.name): \($0.evidence)") }
    }
    func demand(_ isMet: Bool, _ text: String) { demands.append((isMet, text)) }
    let campaign = merged.campaign
    let ended = merged.outcomes.values.reduce(0, +)
    demand(
      merged.planned == merged.sent + merged.unsent,
      "planned \(merged.planned) = sent \(merged.sent) + unsent \(merged.unsent)")
    demand(merged.sent == ended, "sent \(merged.sent) = outcomes \(ended)")
    demand(merged.latencies.count <= ended, "latencies \(merged.latencies.count) <= outcomes \(ended)")
    let totals = Set(parts.map(\.report.campaign.totalCoupons)).sorted()
    demand(totals.count == 1, "every part saw the same number of coupons: \(totals)")
    let success = merged.line == nil ? Outcome.ok.name : Outcome.completed.name
    let acknowledged = merged.outcomes[success] ?? 0
    demand(merged.replays <= acknowledged, "replays \(merged.replays) <= \(success) \(acknowledged)")
    if let issued = campaign.issuedAfter, parts.allSatisfy({ $0.report.campaign.issuedAfter != nil }) {
      // The parts may have run one after the other: the first to begin saw the fewest, the last to end the most.
      let new = acknowledged - min(acknowledged, merged.replays)
      demand(
        issued >= campaign.issuedBefore && new <= UInt64(clamping: issued - campaign.issuedBefore),
        "acknowledged as new by all parts \(new) <= issued meanwhile \(issued) - \(campaign.issuedBefore)")
      demand(issued <= campaign.totalCoupons, "issued \(issued) <= total \(campaign.totalCoupons)")
    }
    return Invariant(Self.sumsName, demands: demands)
  }
}

extension LoadReport {
  /// The time from its first request to its last answer in microseconds since 1970-01-01T00:00:00Z, by the clock of its
  /// machine; `nil` when nothing was sent: then it may have been stopped centuries before its start.
  fileprivate var span: ClosedRange<Int64>? {
    guard sent > 0, let start = startTime?.microsecondsSinceEpoch else { return nil }
    let (end, isFar) = start.addingReportingOverflow(Int64(clamping: generator.wallMicroseconds))
    return start...(isFar ? .max : end)
  }

  /// Adds another run's counts and latencies.
  fileprivate mutating func add(_ other: LoadReport) {
    runIDs += other.runIDs
    isInterrupted = isInterrupted || other.isInterrupted
    campaign.issuedBefore = min(campaign.issuedBefore, other.campaign.issuedBefore)
    if let issued = other.campaign.issuedAfter { campaign.issuedAfter = max(campaign.issuedAfter ?? 0, issued) }
    addresses += other.addresses.filter { !addresses.contains($0) }
    connections += other.connections
    planned += other.planned
    sent += other.sent
    late += other.late
    unsent += other.unsent
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
    replays += other.replays
    uncertain += other.uncertain
    if let retries = other.retries { self.retries = (self.retries ?? 0) + retries }
    refusedRetries += other.refusedRetries
    latencies.add(other.latencies)
    if let theirs = other.line { line?.add(theirs) }
    // The merge knows when runs that sent something ran, and sets it.
    generator = generator.adding(
      other.generator, within: max(generator.wallMicroseconds, other.generator.wallMicroseconds))
  }
}
