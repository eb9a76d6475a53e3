internal import LoadSending
import RPCCodec

/// A report as its JSON has it: the names of the properties, in snake case, are the keys. It holds everything that
/// merging needs.
struct ReportDocument: Codable {
  struct Stage: Codable {
    var rate: Int
    var durationUs: Int64
  }

  struct Generator: Codable {
    var cpuUserUs, cpuSystemUs, wallUs: UInt64
    var threads: Int
    var coresUsed: Double?
  }

  /// One of the intervals in which something happened.
  struct Interval: Codable {
    var startUs, sent: UInt64
    var outcomes: [String: UInt64]
    var p50Us, p99Us, maxUs: UInt64?
  }

  /// One of the milliseconds of the first second in which something ended.
  struct Millisecond: Codable {
    var ms: Int
    var outcomes: [String: UInt64]
  }

  /// The members that tell a report from other JSON, read before everything else.
  private struct Format: Decodable {
    var reportVersion: Int
  }

  var reportVersion = LoadReport.formatVersion
  var kind: LoadReport.Kind
  var runIds: [String]
  /// A text, as the seed: not every reader of JSON has 64 bits for a number.
  var campaignId: String
  var campaignName: String
  var totalCoupons: Int64
  var issuedBefore: Int64
  var issuedAfter: Int64?
  var address: String
  var connections: Int
  var rate: Int?
  var stages: [Stage]?
  var concurrency: Int?
  var seed: String?
  var users: String?
  var program: String?
  var command: String?
  var planned, sent, late: UInt64
  var lateBoundUs: Int64
  var unsent: UInt64
  var outcomes: [String: UInt64]
  var errors: UInt64?
  var replays, uncertain: UInt64
  var interrupted: Bool?
  var retries, retriesRefused: UInt64?
  var latencyFrom: LoadReport.LatencyOrigin
  var latencyUs: LatencySummary?
  var latencyBucketsUs: [[UInt64]]
  /// `queue`; absent: IssueCoupon was called.
  var through: LoadReport.Through?
  var queue: LineDocument?
  var generator: Generator
  var warnings: [String]?
  var partWarnings: [String]?
  var invariants: [Invariant]
  var thresholdsExceeded: [String]?
  var unchecked: String?
  var startTime: String?
  var timelineIntervalUs: UInt64?
  var timeline: [Interval]?
  var firstSecond: [Millisecond]?
  var firstCouponUs: UInt64?

  /// Reads a document; `name` is what an error calls it.
  static func read(_ bytes: [UInt8], name: String) throws(MergeRefusal) -> ReportDocument {
    guard let format = try? JSONFault.decode(Format.self, from: bytes) else { throw .notAReport(name) }
    guard format.reportVersion == LoadReport.formatVersion else {
      throw .unknownVersion(name, version: format.reportVersion)
    }
    do {
      return try JSONFault.decode(ReportDocument.self, from: bytes)
    } catch {
      throw .incomplete(name, reason: error.description)
    }
  }
}
