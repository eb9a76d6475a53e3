internal import Foundation

/// A written report, as it is read again.
struct ReportDocument: Decodable {
  struct Latency: Decodable {
    var p50, p90, p99, p999, max: UInt64
  }

  struct Generator: Decodable {
    var cpuUserUs, cpuSystemUs, wallUs: UInt64
    var threads: Int
  }

  struct Proved: Decodable {
    var name: String
    var held: Bool
    var evidence: String
  }

  /// What tells a report from other JSON, read before everything else.
  private struct Format: Decodable {
    var reportVersion: Int
  }

  var kind: String
  var runIds: [String]
  var campaignId: String
  var campaignName: String
  var totalCoupons: Int64
  var issuedBefore: Int64
  var issuedAfter: Int64?
  var address: String
  var connections: Int
  var planned, sent, late: UInt64
  var lateBoundUs: Int64
  var unsent: UInt64
  var outcomes: [String: UInt64]
  var replays, uncertain: UInt64
  var retries, retriesRefused: UInt64?
  var latencyFrom: String
  var latencyBucketsUs: [[UInt64]]
  var generator: Generator
  var invariants: [Proved]
  var partWarnings: [String]?
  var unchecked: String?
  var interrupted: Bool?
  var startTime: String?

  /// Reads a document; `name` is what an error calls it.
  static func read(_ bytes: [UInt8], name: String) throws(MergeRefusal) -> ReportDocument {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = Data(bytes)
    guard let format = try? decoder.decode(Format.self, from: data) else { throw .notAReport(name) }
    guard format.reportVersion == LoadReport.formatVersion else {
      throw .unknownVersion(name, version: format.reportVersion)
    }
    do {
      return try decoder.decode(ReportDocument.self, from: data)
    } catch {
      throw .incomplete(name, reason: Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      return "\(place(context.codingPath + [key])) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      return "\(place(context.codingPath)) is not what a report has there"
    default: return "\(error)"
    }
  }
}

extension LoadReport {
  /// The report that a document was written from, without what isn't written; refused when its numbers can't be right.
  init(_ document: ReportDocument, name: String) throws(MergeRefusal) {
    guard let kind = Kind(rawValue: document.kind), let id = Int64(document.campaignId), !document.runIds.isEmpty else {
      throw .incomplete(name, reason: "its kind, campaign_id or run_ids are not what a report has there")
    }
    guard let origin = LatencyOrigin(rawValue: document.latencyFrom), kind.canCountLatencies(from: origin) else {
      throw .incomplete(name, reason: "latency_from is not what a report of its kind has there")
    }
    let startTime = document.startTime.flatMap(WrittenTime.read)
    guard (document.startTime == nil && document.sent == 0) || startTime != nil else {
      throw .incomplete(name, reason: "start_time, which says when it ran, is missing or no time")
    }
    var buckets: [LatencyDistribution.Bucket] = []
    guard document.latencyBucketsUs.count <= 1 << 17 else {
      throw .incomplete(name, reason: "latency_buckets_us has more rows than a histogram")
    }
    for row in document.latencyBucketsUs {
      guard row.count == 2, row[1] < Self.mostOfAnything else {
        throw .incomplete(name, reason: "a row of latency_buckets_us is not a latency and a count")
      }
      buckets.append(LatencyDistribution.Bucket(microseconds: row[0], count: row[1]))
    }
    self.init(
      kind: kind, runIDs: document.runIds,
      campaign: CampaignNumbers(
        id: id, name: document.campaignName, totalCoupons: document.totalCoupons,
        issuedBefore: document.issuedBefore, issuedAfter: document.issuedAfter),
      addresses: document.address.split(separator: ",").map(String.init), stages: [],
      connections: document.connections, seed: 0, planned: document.planned, sent: document.sent,
      late: document.late, lateBoundMicroseconds: document.lateBoundUs, unsent: document.unsent,
      outcomes: document.outcomes, replays: document.replays, uncertain: document.uncertain,
      retries: document.retries, refusedRetries: document.retriesRefused ?? 0,
      latencyOrigin: origin, latencies: LatencyDistribution(buckets),
      generator: GeneratorLoad(
        userMicroseconds: document.generator.cpuUserUs, systemMicroseconds: document.generator.cpuSystemUs,
        wallMicroseconds: document.generator.wallUs, threads: document.generator.threads),
      acknowledged: [],
      invariants: document.invariants.map { Invariant(name: $0.name, held: $0.held, evidence: $0.evidence) },
      uncheckedReason: document.unchecked, isInterrupted: document.interrupted ?? false, startTime: startTime,
      partWarnings: document.partWarnings ?? [])
    try checkRange(name)
  }

  /// No number of a run is as large; without larger ones the sums of any files can't overflow.
  private static let mostOfAnything: UInt64 = 1 << 44

  /// Of merged runs, from the first to the last: longer than all years that a time may have.
  private static let longestMicroseconds: UInt64 = 1 << 60

  private func checkRange(_ name: String) throws(MergeRefusal) {
    let counts =
      [planned, sent, late, unsent, replays, uncertain, retries ?? 0, refusedRetries, latencies.count]
      + Array(outcomes.values) + [
        generator.userMicroseconds, generator.systemMicroseconds, UInt64(clamping: campaign.totalCoupons),
        UInt64(clamping: campaign.issuedBefore),
        UInt64(clamping: campaign.issuedAfter ?? 0),
      ]
    guard counts.allSatisfy({ $0 < Self.mostOfAnything }), outcomes.count <= 1_000,
      generator.wallMicroseconds < Self.longestMicroseconds, partWarnings.count <= 10_000, campaign.totalCoupons >= 0,
      campaign.issuedBefore >= 0,
      (0...(1 << 20)).contains(generator.threads), (0...(1 << 30)).contains(connections)
    else { throw .incomplete(name, reason: "a number in it is negative, or larger than any run's") }
  }
}

extension LoadReport.Kind {
  /// Whether a load of this kind counts its latencies so.
  fileprivate func canCountLatencies(from origin: LoadReport.LatencyOrigin) -> Bool {
    switch self {
    case .burst: origin == .plan
    case .race: origin == .send
    case .merged: true
    }
  }
}
