internal import LoadReporting
internal import LoadSending

/// The record of a race, the state in which it left the database, and the invariants that follow from both: all of a
/// certificate but its digests (docs/race-certificate.md).
///
/// The names of the properties, in snake case, are the keys of the document.
struct RaceCertificate: Codable, Equatable, Sendable {
  /// The name that says that a document is one of these.
  static let format = "seonchak-race-certificate"

  /// The version, which grows with each change of the document's form. A program reads its own version only.
  static let version = 1

  var format = Self.format
  var version = Self.version
  var inputs: RaceInputs
  var machine: RaceMachine
  var software: RaceSoftware
  var times: RaceTimes
  var requests: RaceRequests
  /// The latency from the send, or in an open loop the planned send, to the answer.
  var latencyUs: LatencySummary
  var acknowledged: AcknowledgedCoupons
  var database: StoredCampaign
  /// The campaign as each server lists it.
  var served: [ServedCampaign]
  /// The shown ones of ``dividedInvariants`` at the time of the race.
  var invariants: [Invariant] = []
}

/// The race that was asked for.
struct RaceInputs: Codable, Equatable, Sendable {
  var coupons: Int64
  /// 0: no limit.
  var perUserLimit: Int32
  /// `closed`: each answer sends the next request. `open`: each request has its time, whatever the server does.
  var loop: Loop
  var requests: UInt64
  /// The number of requests of a closed loop that wait for their answers at any time.
  var concurrency: Int?
  /// Requests a second of an open loop.
  var rate: Int?
  /// The duration of an open loop.
  var durationMicroseconds: Int64?
  var connections: Int
  var addresses: [String]
  /// The time from the campaign's creation to its start.
  var startInMicroseconds: Int64
  /// The time for which an answer was waited for.
  var timeoutMicroseconds: Int64
  /// The number of users who ask in turn; absent where each request has a user of its own.
  var users: Int?
  /// The seed that the users' names were drawn with, as decimal digits; absent where the run drew its own.
  var seed: String?

  enum Loop: String, Codable {
    case closed
    case open
  }
}

/// The times of the race, by the clock of the machine that ran it, as RFC 3339. Those of the database's clock stand in
/// `database`.
struct RaceTimes: Codable, Equatable, Sendable {
  /// The time before the campaign was created.
  var began: String
  /// The time after the last answer.
  var answered: String
  /// The time after the database was read.
  var certified: String
}

/// The outcomes of the requests.
struct RaceRequests: Codable, Equatable, Sendable {
  var planned: UInt64
  var sent: UInt64
  /// Requests that never left.
  var unsent: UInt64
  /// True where the race was stopped before its last answer; absent otherwise.
  var interrupted: Bool?
  /// Requests that left more than a millisecond after their planned time, in an open loop.
  var late: UInt64
  /// `OK`, the reason of an error, or what came instead of an answer.
  var outcomes: [String: UInt64]
  /// The number of `OK` that issued a coupon.
  var new: UInt64
  /// The number of `OK` that repeated an earlier success.
  var repeated: UInt64
  /// The number of requests that may have issued a coupon without anybody hearing of it.
  var uncertain: UInt64
  /// Answers that were a coupon of another user or another campaign.
  var misdirected: UInt64
  /// Codes that two answers claimed to have issued, or that were promised to two users.
  var contradictory: UInt64
}

/// The coupons that answers promised, beside those of the database.
struct AcknowledgedCoupons: Codable, Equatable, Sendable {
  /// Different coupons that were promised.
  var coupons: Int64
  /// Coupons that were promised, and are not in the database.
  var missing: Int64
  /// Coupons that are in the database with another user or another sequence than was promised.
  var altered: Int64
  /// Coupons that are in the database, and were promised to nobody.
  var unacknowledged: Int64
  /// A coupon that is missing, by its sequence.
  var missingExample: Int64?
  /// A coupon that is altered, by its sequence.
  var alteredExample: Int64?
}

/// A campaign and its coupons as a server lists them.
struct ServedCampaign: Codable, Equatable, Sendable {
  var address: String
  var totalCoupons: Int64
  var issuedCoupons: Int64
  var remainingCoupons: Int64
  var coupons: Int64
  /// The digest as in ``StoredCampaign``.
  var couponsSha256: String
}
