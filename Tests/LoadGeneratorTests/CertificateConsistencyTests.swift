import CampaignDomain
import Testing

@testable import LoadGenerator

/// Who alters a certificate and seals it anew is found where one part of it contradicts another.
struct CertificateConsistencyTests {
  /// A change of the sample, and where the first thing is found that it contradicts.
  struct Forgery: Sendable, CustomTestStringConvertible {
    var path: String
    var change: @Sendable (inout RaceCertificate) -> Void

    init(_ path: String, _ change: @escaping @Sendable (inout RaceCertificate) -> Void) {
      self.path = path
      self.change = change
    }

    var testDescription: String { path }
  }

  private func resealed(_ change: (inout RaceCertificate) -> Void) throws -> [CertificateFinding] {
    var certificate = RaceCertificate.sample
    change(&certificate)
    certificate.invariants = certificate.derivedInvariants
    let document = try CertificateDocument(sealing: certificate)
    return try CertificateDocument(reading: Array(document.text.utf8)).findings()
  }

  @Test func theSampleContradictsNothing() throws {
    #expect(try resealed { _ in } == [])
  }

  private static let times: [Forgery] = [
    Forgery("database.opening_lateness_microseconds") { $0.database.startTime = "2026-11-21T12:00:03Z" },
    Forgery("database.first_issue_after_start_microseconds") { $0.database.startTime = "2026-11-21T12:00:03Z" },
    Forgery("database.start_time") {
      $0.database.startTime = "2026-11-21T10:00:02Z"
      $0.database.openingLatenessMicroseconds = 1_000_812
      $0.database.firstIssueAfterStartMicroseconds = 1_001_000
    },
    Forgery("database.first_issue_after_start_microseconds") {
      $0.database.firstIssueTime = "2026-11-21T09:00:03.001Z"
    },
    Forgery("database.issued_before_start") { $0.database.firstIssueTime = "2026-11-21T09:00:03.001Z" },
    Forgery("database.issued_before_opening") {
      $0.database.firstIssueTime = "2026-11-21T10:00:03.000800Z"
      $0.database.firstIssueAfterStartMicroseconds = 800
    },
    Forgery("database.issued_before_opening") { $0.database.issuedBeforeOpening = 200 },
    Forgery("database.last_issue_time") { $0.database.lastIssueTime = "2026-11-21T10:00:03Z" },
    Forgery("database.last_issue_time") { $0.database.lastIssueTime = nil },
    Forgery("database.last_issue_time") { $0.database.lastIssueTime = "2026-02-30T10:00:03Z" },
    Forgery("database.opening_time") { $0.database.openingTime = nil },
    Forgery("database.create_time") { $0.database.createTime = "yesterday" },
    Forgery("times.certified") { $0.times.certified = "" },
    Forgery("times.answered") { $0.times.answered = "2026-11-21T09:59:58Z" },
  ]

  private static let counts: [Forgery] = [
    Forgery("database.users") { $0.database.users = 3 },
    Forgery("database.users") {
      $0.database.users = 3
      $0.database.mostCouponsOfAUser = 100
      $0.database.perUserLimit = 0
      $0.inputs.perUserLimit = 0
    },
    Forgery("database.users") {
      $0.inputs.users = 150
      $0.inputs.perUserLimit = 0
      $0.database.perUserLimit = 0
    },
    Forgery("database.users") { $0.database.mostCouponsOfAUser = 2 },
    Forgery("database.most_coupons_of_a_user") { $0.database.mostCouponsOfAUser = 0 },
    Forgery("database.users_beyond_limit") {
      $0.database.usersBeyondLimit = 1
      $0.database.perUserLimit = 0
    },
    Forgery("database.per_user_limit") { $0.database.perUserLimit = 0 },
    Forgery("database.state") { $0.database.state = "OPEN" },
    Forgery("database.malformed_example") { $0.database.malformedExample = 3 },
    Forgery("database.shared_codes") { $0.database.sharedCodes = -1 },
    Forgery("database.openings") { $0.database.openings = -1 },
    Forgery("requests.late") { $0.requests.late = 301 },
    Forgery("requests.misdirected") { $0.requests.misdirected = 201 },
    // Fifty coupons that nobody heard of, and no request that could have lost its answer.
    Forgery("requests.uncertain") {
      $0.requests.outcomes = ["OK": 150, "SOLD_OUT": 150]
      $0.requests.new = 150
      $0.requests.uncertain = 1_000_000_000
      $0.acknowledged.coupons = 150
      $0.acknowledged.unacknowledged = 50
    },
    Forgery("requests.uncertain") { $0.requests.outcomes = ["OK": 200, "SOLD_OUT": 99, "TIMED_OUT": 1] },
    Forgery("acknowledged.unacknowledged") {
      $0.requests.repeated = 50
      $0.requests.outcomes = ["OK": 250, "SOLD_OUT": 50]
      $0.acknowledged.coupons = 250
      $0.acknowledged.unacknowledged = -50
    },
    Forgery("acknowledged.missing_example") { $0.acknowledged.missingExample = 3 },
    Forgery("acknowledged.altered_example") { $0.acknowledged.altered = 3 },
    Forgery("inputs.rate") { $0.inputs.rate = 100 },
    Forgery("inputs.concurrency") { $0.inputs.concurrency = nil },
    Forgery("inputs.connections") { $0.inputs.connections = 1 },
    Forgery("machine.cores") { $0.machine.cores = 0 },
  ]

  private static let digests: [Forgery] = [
    Forgery("served") { $0.served = [] },
    Forgery("served") { $0.served.removeLast() },
    Forgery("served[1].address") { $0.served[1].address = "127.0.0.1:7400" },
    Forgery("inputs.addresses") {
      $0.served = []
      $0.inputs.addresses = []
    },
    Forgery("served[0].coupons_sha256") { $0.served[0].couponsSha256 = "" },
    Forgery("database.codes_sha256") { $0.database.codesSha256 = "" },
    Forgery("database.codes_sha256") { $0.database.codesSha256 = String(repeating: "A", count: 64) },
    Forgery("database.codes_sha256") { $0.database.codesSha256 = SHA256.hexadecimal("") },
    Forgery("database.coupons_sha256") { certificate in
      certificate.database.couponsSha256 = "zz"
      for index in certificate.served.indices { certificate.served[index].couponsSha256 = "zz" }
    },
    Forgery("database.range_sha256[1]") { $0.database.rangeSha256[1] = "zz" },
    Forgery("database.range_sha256[0]") {
      $0.database.rangeSize = 200
      $0.database.rangeSha256.removeLast()
    },
    Forgery("database.range_size") { $0.database.rangeSize = 1 },
    Forgery("database.range_size") { $0.database.rangeSize = -1 },
    Forgery("database.range_sha256") {
      $0.database.rangeSize = 1
      $0.database.rangeSha256 = Array(repeating: String(repeating: "d", count: 64), count: 200)
    },
  ]

  @Test(arguments: times + counts + digests)
  func aContradictionIsFoundWhereItIs(forgery: Forgery) throws {
    let findings = try resealed(forgery.change)
    #expect(findings.contains { $0.kind == .inconsistent && $0.path == forgery.path }, "\(findings)")
  }

  /// A certificate of a race in which much went wrong is no forged one.
  @Test func aBrokenRaceIsNoContradiction() throws {
    let findings = try resealed {
      $0.requests.outcomes = ["OK": 190, "SOLD_OUT": 100, "CONNECTION_LOST": 4, "OUTCOME_UNKNOWN": 6]
      $0.requests.new = 190
      $0.requests.uncertain = 10
      $0.requests.late = 300
      $0.acknowledged = AcknowledgedCoupons(
        coupons: 190, missing: 3, altered: 5, unacknowledged: 13, missingExample: 9, alteredExample: 4)
      $0.database.users = 196
      $0.database.mostCouponsOfAUser = 4
      $0.database.usersBeyondLimit = 2
      $0.database.malformedCodes = 200
      $0.database.malformedExample = 1
      $0.database.sharedCodes = 2
      $0.database.sequenceFault = 200
      $0.database.lastSequence = 199
      $0.database.openings = 3
      $0.database.openingTime = "2026-11-21T10:00:02Z"
      $0.database.openingLatenessMicroseconds = -1_000_000
      $0.database.firstIssueTime = "2026-11-21T10:00:02.500Z"
      $0.database.firstIssueAfterStartMicroseconds = -500_000
      $0.database.issuedBeforeStart = 7
      $0.database.issuedBeforeOpening = 9
      $0.served[1].coupons = 0
      $0.served[1].couponsSha256 = SHA256.hexadecimal("")
    }
    #expect(findings.allSatisfy { $0.kind == .broken }, "\(findings.filter { $0.kind != .broken })")
    #expect(findings.count > 8)
  }

  @Test func aRaceWithoutACouponIsNoContradiction() throws {
    let nothing = SHA256.hexadecimal("")
    let findings = try resealed {
      $0.requests.outcomes = ["OVERLOADED": 300]
      $0.requests.new = 0
      $0.acknowledged.coupons = 0
      $0.database.remainingCoupons = 200
      $0.database.lastSequence = 0
      $0.database.coupons = 0
      $0.database.users = 0
      $0.database.mostCouponsOfAUser = 0
      $0.database.firstIssueTime = nil
      $0.database.lastIssueTime = nil
      $0.database.firstIssueAfterStartMicroseconds = nil
      $0.database.codesSha256 = nothing
      $0.database.couponsSha256 = nothing
      $0.database.rangeSha256 = []
      for index in $0.served.indices {
        $0.served[index].coupons = 0
        $0.served[index].issuedCoupons = 0
        $0.served[index].remainingCoupons = 200
        $0.served[index].couponsSha256 = nothing
      }
    }
    #expect(findings == [])
  }

  /// The numbers of a file are as large as they like: what is computed from them neither traps nor lies.
  @Test func numbersBeyondAllRaceAreFoundAndHarmNobody() throws {
    let most: Int64 = 1 << 53
    var certificate = RaceCertificate.sample
    certificate.database.rangeSize = most
    certificate.database.rangeSha256 = Array(repeating: "", count: 1_100)
    let findings = try CertificateDocument(sealing: certificate).findings()
    #expect(findings.contains { $0.path == "database.range_sha256" && $0.detail.contains("found 1100") })
    #expect(try certificate.differences(from: RaceCertificate.sample.database).count > 1_100)

    for number in [most, -most] {
      _ = try resealed {
        $0.database.users = number
        $0.database.mostCouponsOfAUser = number
        $0.database.coupons = number
        $0.database.lastSequence = number
        $0.database.rangeSize = number
        $0.acknowledged = AcknowledgedCoupons(
          coupons: number, missing: number, altered: number, unacknowledged: number)
        $0.inputs.users = Int(number)
        $0.inputs.startInMicroseconds = number
        $0.requests.planned = UInt64(most)
        $0.requests.outcomes = ["OK": UInt64(most), "SOLD_OUT": UInt64(most)]
      }
    }
  }

  @Test func aTimeIsReadAsItIsWrittenAndInNoOtherForm() {
    for text in [
      "1970-01-01T00:00:00Z", "2024-02-29T23:59:59.999999Z", "2026-11-21T10:00:03.500Z", "0001-01-01T00:00:00Z",
      "9999-12-31T23:59:59.999999Z", "2100-03-01T00:00:00Z",
    ] {
      #expect(Timestamp(certificateText: text)?.rfc3339 == text)
    }
    for text in [
      "", "Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z",
      "2026-01-01T00:00:00", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.000Z", "2026-01-01 00:00:00Z",
      "2026-01-01T00:00:00+00:00", "0000-01-01T00:00:00Z", "2026-01-0aT00:00:00Z", "２０２６-01-01T00:00:00Z",
    ] {
      #expect(Timestamp(certificateText: text) == nil, "\(text)")
    }
  }
}
