internal import Foundation
internal import LoadSending
internal import RPCCodec

extension LoadReport {
  /// The report that a document was written from, without the parts that aren't written; refused when its numbers can't
  /// be right.
  init(_ document: ReportDocument, name: String) throws(MergeRefusal) {
    guard let id = Int64(document.campaignId), !document.runIds.isEmpty else {
      throw .incomplete(name, reason: "its campaign_id or run_ids are not what a report has there")
    }
    // A burst counts latencies from the plan, a race from the send; merged runs are of one kind.
    guard document.kind == .merged || (document.kind == .burst) == (document.latencyFrom == .plan) else {
      throw .incomplete(name, reason: "latency_from is not what a report of its kind has there")
    }
    let startTime = document.startTime.flatMap(ProtobufTimestamp.init(written:))
    guard (document.startTime == nil && document.sent == 0) || startTime != nil else {
      throw .incomplete(name, reason: "start_time, which says when it ran, is missing or no time")
    }
    let latencies = try LatencyDistribution(
      written: document.latencyBucketsUs, name: name, member: "latency_buckets_us")
    guard document.through ?? .issue == (document.queue == nil ? .issue : .queue) else {
      throw .incomplete(name, reason: "through is not what a report with its members has there")
    }
    let line = try document.queue.map { document throws(MergeRefusal) in try document.numbers(name) }
    self.init(
      kind: document.kind, runIDs: document.runIds,
      campaign: CampaignNumbers(
        id: id, name: document.campaignName, totalCoupons: document.totalCoupons,
        issuedBefore: document.issuedBefore, issuedAfter: document.issuedAfter),
      addresses: document.address.split(separator: ",").map(String.init), stages: [],
      connections: document.connections, seed: 0, planned: document.planned, sent: document.sent,
      late: document.late, lateBoundMicroseconds: document.lateBoundUs, unsent: document.unsent,
      outcomes: document.outcomes, replays: document.replays, uncertain: document.uncertain,
      retries: document.retries, refusedRetries: document.retriesRefused ?? 0,
      latencyOrigin: document.latencyFrom, latencies: latencies,
      generator: GeneratorLoad(
        userMicroseconds: document.generator.cpuUserUs, systemMicroseconds: document.generator.cpuSystemUs,
        wallMicroseconds: document.generator.wallUs, threads: document.generator.threads),
      line: line, invariants: document.invariants,
      uncheckedReason: document.unchecked, isInterrupted: document.interrupted ?? false, startTime: startTime,
      partWarnings: document.partWarnings ?? [])
    try checkRange(name)
  }

  /// The time of merged runs, from the first to the last: longer than all years that a time may have.
  private static let longestMicroseconds: UInt64 = 1 << 60

  private func checkRange(_ name: String) throws(MergeRefusal) {
    let counts =
      [planned, sent, late, unsent, replays, uncertain, retries ?? 0, refusedRetries, latencies.count]
      + Array(outcomes.values) + (line?.counts ?? []) + [
        generator.userMicroseconds, generator.systemMicroseconds, UInt64(clamping: campaign.totalCoupons),
        UInt64(clamping: campaign.issuedBefore),
        UInt64(clamping: campaign.issuedAfter ?? 0),
      ]
    guard counts.allSatisfy({ $0 < LatencyDistribution.mostOfAnything }), outcomes.count <= 1_000,
      line?.failed.count ?? 0 <= 1_000,
      generator.wallMicroseconds < Self.longestMicroseconds, partWarnings.count <= 10_000, campaign.totalCoupons >= 0,
      campaign.issuedBefore >= 0,
      (0...(1 << 20)).contains(generator.threads), (0...(1 << 30)).contains(connections)
    else { throw .incomplete(name, reason: "a number in it is negative, or larger than any run's") }
  }
}

extension ProtobufTimestamp {
  /// A time as a report has it, read again; `nil` for any other text.
  init?(written text: String) {
    guard text.utf8.count <= 30, text.hasSuffix("Z") else { return nil }
    let parts = text.dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, let date = try? Date("\(whole)Z", strategy: .iso8601),
      let seconds = Int64(exactly: date.timeIntervalSince1970.rounded())
    else { return nil }
    let digits = parts.count > 1 ? String(parts[1]) : ""
    guard digits.utf8.count <= 9, let nanos = Int32(digits + String(repeating: "0", count: 9 - digits.utf8.count))
    else { return nil }
    self.init(seconds: seconds, nanos: nanos)
    guard rfc3339 == text else { return nil }
  }
}
