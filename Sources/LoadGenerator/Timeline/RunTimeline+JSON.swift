extension RunTimeline {
  /// Members of a report: the intervals in which something happened, and the milliseconds of the first second in which
  /// something ended, each on a line of its own.
  var json: [(key: String, value: JSONValue)] {
    var members: [(key: String, value: JSONValue)] = [
      ("timeline_interval_us", .number(intervalMicroseconds)),
      ("timeline", .array(intervals.filter { $0.sent > 0 || $0.ended > 0 }.map { .onOneLine($0.json) })),
      ("first_second", .array(opening.json)),
    ]
    if let time = opening.firstCouponMicroseconds { members.append(("first_coupon_us", .number(time))) }
    return members
  }
}

extension TimelineInterval {
  fileprivate var json: JSONValue {
    let series = OutcomeSeries.allCases.filter { ended($0) > 0 }
    var members: [(key: String, value: JSONValue)] = [
      ("start_us", .number(startMicroseconds)), ("sent", .number(sent)),
      ("outcomes", .object(series.map { ($0.name, .number(ended($0))) })),
    ]
    if let latency {
      members += [
        ("p50_us", .number(latency.p50)), ("p99_us", .number(latency.p99)), ("max_us", .number(latency.longest)),
      ]
    }
    return .object(members)
  }
}

extension OpeningSecond {
  fileprivate var json: [JSONValue] {
    (0..<Self.milliseconds).compactMap { millisecond in
      let outcomes = OutcomeSeries.allCases.map { ($0.name, count(of: $0, inMillisecond: millisecond)) }
        .filter { $0.1 > 0 }
      guard !outcomes.isEmpty else { return nil }
      return .onOneLine(
        .object([
          ("ms", .number(millisecond)), ("outcomes", .object(outcomes.map { ($0.0, .number($0.1)) })),
        ]))
    }
  }
}
