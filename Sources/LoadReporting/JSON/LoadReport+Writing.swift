internal import LoadSending
internal import RPCCodec

extension LoadReport {
  /// The version of the written report. One that a reader doesn't know is refused.
  static let formatVersion = 1

  /// The report for a program: one JSON object.
  public var json: String { (try? JSONValue(encoding: document))?.text ?? "" }

  private var document: ReportDocument {
    var document = ReportDocument(
      kind: kind, runIds: runIDs, campaignId: String(campaign.id), campaignName: campaign.name,
      totalCoupons: campaign.totalCoupons, issuedBefore: campaign.issuedBefore, issuedAfter: campaign.issuedAfter,
      address: addresses.joined(separator: ","), connections: connections,
      rate: stages.count == 1 ? stages.first?.rate : nil,
      stages: stages.isEmpty
        ? nil : stages.map { ReportDocument.Stage(rate: $0.rate, durationUs: $0.microseconds) },
      concurrency: concurrency, seed: kind == .merged ? nil : String(seed), users: inputs.users,
      program: inputs.program, command: inputs.command, planned: planned, sent: sent, late: late,
      lateBoundUs: lateBoundMicroseconds, unsent: unsent, outcomes: outcomes, errors: errors, replays: replays,
      uncertain: uncertain, interrupted: isInterrupted, retries: retries,
      retriesRefused: retries == nil ? nil : refusedRetries, latencyFrom: latencyOrigin, latencyUs: latency,
      latencyBucketsUs: latencies.document, through: line == nil ? nil : .queue, queue: line.map(LineDocument.init),
      generator: ReportDocument.Generator(
        cpuUserUs: generator.userMicroseconds, cpuSystemUs: generator.systemMicroseconds,
        wallUs: generator.wallMicroseconds, threads: generator.threads,
        coresUsed: (generator.coresUsed * 100).rounded() / 100),
      warnings: warnings, partWarnings: partWarnings.isEmpty ? nil : partWarnings, invariants: invariants,
      thresholdsExceeded: exceededThresholds.isEmpty ? nil : exceededThresholds, unchecked: uncheckedReason,
      startTime: startTime?.rfc3339)
    if timeline.intervalCount > 0 { document.write(timeline) }
    return document
  }
}

extension ReportDocument {
  fileprivate mutating func write(_ run: RunTimeline) {
    func outcomes(_ count: (OutcomeSeries) -> UInt64) -> [String: UInt64] {
      let counts = OutcomeSeries.allCases.map { ($0.name, count($0)) }.filter { $0.1 > 0 }
      return Dictionary(counts, uniquingKeysWith: +)
    }
    timelineIntervalUs = run.intervalMicroseconds
    timeline = run.intervals.filter { $0.sent > 0 || $0.ended > 0 }.map { interval in
      Interval(
        startUs: interval.startMicroseconds, sent: interval.sent, outcomes: outcomes(interval.ended),
        p50Us: interval.latency?.p50, p99Us: interval.latency?.p99, maxUs: interval.latency?.longest)
    }
    firstSecond = (0..<OpeningSecond.milliseconds).map { millisecond in
      Millisecond(ms: millisecond, outcomes: outcomes { run.opening.count(of: $0, inMillisecond: millisecond) })
    }.filter { !$0.outcomes.isEmpty }
    firstCouponUs = run.opening.firstCouponMicroseconds
  }
}

extension LoadStage {
  /// The duration of the stage; one that lasts longer than a number holds is refused before.
  var microseconds: Int64 {
    let (seconds, attoseconds) = duration.components
    let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
    return isTooLong ? .max : whole + attoseconds / 1_000_000_000_000
  }
}
