extension BurstReport {
  /// The report for a program: one JSON object.
  public var json: String {
    var members: [(key: String, value: JSONValue)] = [
      ("campaign_id", .string(String(campaignID))),
      ("campaign_name", .string(campaignName)),
      ("address", .string(address)),
      ("rate", .number(rate)),
      ("planned", .number(planned)),
      ("sent", .number(sent)),
      ("late", .number(late)),
      ("late_bound_us", .number(lateBoundMicroseconds)),
      ("unsent", .number(unsent)),
      ("outcomes", .object(orderedOutcomes.map { ($0.name, .number($0.count)) })),
      ("replays", .number(replays)),
      (
        "latency_us",
        .object([
          ("p50", .number(latency.p50)), ("p90", .number(latency.p90)), ("p99", .number(latency.p99)),
          ("p999", .number(latency.p999)), ("max", .number(latency.max)),
        ])
      ),
      ("invariants", .array(invariants.map(\.json))),
    ]
    if let uncheckedReason { members.append(("unchecked", .string(uncheckedReason))) }
    if let startTime { members.append(("start_time", .string(startTime))) }
    members += timeline.json
    return JSONValue.object(members).text
  }

  /// Successes first, then the most frequent.
  var orderedOutcomes: [(name: String, count: UInt64)] {
    outcomes.map { (name: $0.key, count: $0.value) }.sorted { left, right in
      if (left.name == "OK") != (right.name == "OK") { return left.name == "OK" }
      return left.count == right.count ? left.name < right.name : left.count > right.count
    }
  }
}

extension Invariant {
  fileprivate var json: JSONValue {
    .object([("name", .string(name)), ("held", .boolean(held)), ("evidence", .string(evidence))])
  }
}
