internal import RPCCodec

extension LoadReport {
  /// The version of the written report. One that a reader doesn't know is refused.
  static let formatVersion = 1

  /// The report for a program: one JSON object. It holds everything that merging needs.
  public var json: String {
    var members: [(key: String, value: JSONValue)] = [
      ("report_version", .number(Self.formatVersion)), ("kind", .string(kind.rawValue)),
      ("run_ids", .array(runIDs.map { .string($0) })), ("campaign_id", .string(String(campaign.id))),
      ("campaign_name", .string(campaign.name)), ("total_coupons", .number(campaign.totalCoupons)),
      ("issued_before", .number(campaign.issuedBefore)),
    ]
    if let issued = campaign.issuedAfter { members.append(("issued_after", .number(issued))) }
    members += loadMembers
    members += [
      ("planned", .number(planned)), ("sent", .number(sent)), ("late", .number(late)),
      ("late_bound_us", .number(lateBoundMicroseconds)), ("unsent", .number(unsent)),
      ("outcomes", .object(orderedOutcomes.map { ($0.name, .number($0.count)) })),
      ("errors", .number(errors)), ("replays", .number(replays)), ("uncertain", .number(uncertain)),
      ("interrupted", .boolean(isInterrupted)),
    ]
    if let retries {
      members += [("retries", .number(retries)), ("retries_refused", .number(refusedRetries))]
    }
    members += [
      ("latency_from", .string(latencyOrigin.rawValue)), ("latency_us", latency.json),
      ("latency_buckets_us", .rows(latencies.buckets.map { [$0.microseconds, $0.count] })),
      ("generator", generator.json), ("warnings", .array(warnings.map { .string($0) })),
      ("invariants", .array(invariants.map(\.json))),
    ]
    if !partWarnings.isEmpty { members.append(("part_warnings", .array(partWarnings.map { .string($0) }))) }
    if !exceededThresholds.isEmpty {
      members.append(("thresholds_exceeded", .array(exceededThresholds.map { .string($0) })))
    }
    if let uncheckedReason { members.append(("unchecked", .string(uncheckedReason))) }
    if let time = startTime?.rfc3339 { members.append(("start_time", .string(time))) }
    if timeline.intervalCount > 0 { members += timeline.json }
    return JSONValue.object(members).text
  }

  private var loadMembers: [(key: String, value: JSONValue)] {
    var members: [(key: String, value: JSONValue)] = [
      ("address", .string(addresses.joined(separator: ","))), ("connections", .number(connections)),
    ]
    if stages.count == 1 { members.append(("rate", .number(stages[0].rate))) }
    if !stages.isEmpty { members.append(("stages", .array(stages.map(\.json)))) }
    if let concurrency { members.append(("concurrency", .number(concurrency))) }
    // A text: not every reader of JSON has 64 bits for a number.
    if kind != .merged { members.append(("seed", .string(String(seed)))) }
    return members
  }

  /// Successes first, then the most frequent.
  var orderedOutcomes: [(name: String, count: UInt64)] {
    outcomes.map { (name: $0.key, count: $0.value) }.sorted { left, right in
      if (left.name == "OK") != (right.name == "OK") { return left.name == "OK" }
      return left.count == right.count ? left.name < right.name : left.count > right.count
    }
  }
}

extension LatencySummary {
  fileprivate var json: JSONValue {
    .object([
      ("p50", .number(p50)), ("p90", .number(p90)), ("p99", .number(p99)), ("p999", .number(p999)),
      ("max", .number(max)),
    ])
  }
}

extension LoadStage {
  fileprivate var json: JSONValue {
    .object([("rate", .number(rate)), ("duration_us", .number(microseconds))])
  }

  /// How long the stage is; one that lasts longer than a number holds is refused before.
  var microseconds: Int64 {
    let (seconds, attoseconds) = duration.components
    let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
    return isTooLong ? .max : whole + attoseconds / 1_000_000_000_000
  }
}

extension GeneratorLoad {
  fileprivate var json: JSONValue {
    .object([
      ("cpu_user_us", .number(userMicroseconds)), ("cpu_system_us", .number(systemMicroseconds)),
      ("wall_us", .number(wallMicroseconds)), ("threads", .number(threads)), ("cores_used", .decimal(coresUsed)),
    ])
  }
}

extension Invariant {
  fileprivate var json: JSONValue {
    .object([("name", .string(name)), ("held", .boolean(held)), ("evidence", .string(evidence))])
  }
}
