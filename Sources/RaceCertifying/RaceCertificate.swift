internal import LoadReporting
internal import LoadSending

/// What a race was, what it left in the database, and the invariants that follow from both: everything that a
/// certificate says, without its digests (docs/race-certificate.md).
///
/// The names of the properties, in snake case, are the keys of the document.
struct RaceCertificate: Codable, Equatable, Sendable {
  /// What says that a document is one of these.
  static let format = "seonchak-race-certificate"

  /// Grows with each change of the document's form. A program reads its own version only.
  static let version = 1

  var format = Self.format
  var version = Self.version
  var inputs: RaceInputs
  var machine: RaceMachine
  var software: RaceSoftware
  var times: RaceTimes
  var requests: RaceRequests
  /// From the send, or in an open loop the planned send, to the answer.
  var latencyUs: LatencySummary
  var acknowledged: AcknowledgedCoupons
  var database: StoredCampaign
  /// What each server lists.
  var served: [ServedCampaign]
  /// ``shownInvariants`` at the time of the race.
  var invariants: [Invariant] = []
}

/// What the race was asked to be.
struct RaceInputs: Codable, Equatable, Sendable {
  var coupons: Int64
  /// 0: no limit.
  var perUserLimit: Int32
  /// `closed`: each answer sends the next request. `open`: each request has its time, whatever the server does.
  var loop: Loop
  var requests: UInt64
  /// Of a closed loop: how many requests wait for their answers at any time.
  var concurrency: Int?
  /// Of an open loop: requests a second.
  var rate: Int?
  /// Of an open loop: for how long.
  var durationMicroseconds: Int64?
  var connections: Int
  var addresses: [String]
  /// From the campaign's creation to its start.
  var startInMicroseconds: Int64
  /// How long an answer was waited for.
  var timeoutMicroseconds: Int64
  /// How many users ask in turn; absent where each request has a user of its own.
  var users: Int?
  /// What the users' names were drawn with, as decimal digits; absent where the run drew its own.
  var seed: String?

  enum Loop: String, Codable {
    case closed
    case open
  }
}

/// When the race was, by the clock of the machine that ran it, as RFC 3339. What the database's clock says stands in
/// `database`.
struct RaceTimes: Codable, Equatable, Sendable {
  /// Before the campaign was created.
  var began: String
  /// After the last answer.
  var answered: String
  /// After the database was read.
  var certified: String
}

/// How the requests ended.
struct RaceRequests: Codable, Equatable, Sendable {
  var planned: UInt64
  var sent: UInt64
  /// Those that never left.
  var unsent: UInt64
  /// True where the race was stopped before its last answer; absent otherwise.
  var interrupted: Bool?
  /// Those that left more than a millisecond after their planned time, in an open loop.
  var late: UInt64
  /// `OK`, the reason of an error, or what came instead of an answer.
  var outcomes: [String: UInt64]
  /// How many `OK` issued a coupon.
  var new: UInt64
  /// How many `OK` repeated an earlier success.
  var repeated: UInt64
  /// How many may have issued a coupon without anybody hearing of it.
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
  /// Promised, and not in the database.
  var missing: Int64
  /// In the database with another user or another sequence than was promised.
  var altered: Int64
  /// In the database, and promised to nobody.
  var unacknowledged: Int64
  /// One that is missing, by its sequence.
  var missingExample: Int64?
  /// One that is altered, by its sequence.
  var alteredExample: Int64?
}

extension AcknowledgedCoupons {
  init(_ promised: PromisedCoupons) {
    let missing = promised.missing
    self.init(
      coupons: Int64(promised.count), missing: Int64(missing?.count ?? 0), altered: Int64(promised.altered?.count ?? 0),
      unacknowledged: promised.unacknowledged, missingExample: missing?.first.sequence,
      alteredExample: promised.altered?.first.sequence)
  }
}

/// A campaign and its coupons as a server lists them.
struct ServedCampaign: Codable, Equatable, Sendable {
  var address: String
  var totalCoupons: Int64
  var issuedCoupons: Int64
  var remainingCoupons: Int64
  var coupons: Int64
  /// As in ``StoredCampaign``.
  var couponsSha256: String
}
