@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

extension RaceCertificate {
  /// The certificate of a race of 300 requests for 200 coupons in which every invariant held.
  static var sample: RaceCertificate {
    let coupons = String(repeating: "b", count: 64)
    var certificate = RaceCertificate(
      inputs: RaceInputs(
        coupons: 200, perUserLimit: 1, loop: .closed, requests: 300, concurrency: 16, connections: 4,
        addresses: ["127.0.0.1:7400", "127.0.0.1:7401"], startInMicroseconds: 3_000_000,
        timeoutMicroseconds: 10_000_000, seed: "18446744073709551615"),
      machine: RaceMachine(
        cpuModel: "A \"model\"", cores: 2, memoryBytes: 24 << 30, kernel: "Linux 6.1", operatingSystem: "Debian"),
      software: RaceSoftware(
        version: "0.1.0", commit: String(repeating: "c", count: 40), postgresql: "unknown", libpq: "unknown"),
      times: RaceTimes(
        began: "2026-11-21T10:00:00Z", answered: "2026-11-21T10:00:03.500Z", certified: "2026-11-21T10:00:04Z"),
      requests: RaceRequests(
        planned: 300, sent: 300, unsent: 0, late: 0, outcomes: ["OK": 200, "SOLD_OUT": 100], new: 200, repeated: 0,
        uncertain: 0, misdirected: 0, contradictory: 0),
      latencyUs: LatencySummary(p50: 100, p90: 200, p99: 300, p999: 300, max: 400),
      acknowledged: AcknowledgedCoupons(coupons: 200, missing: 0, altered: 0, unacknowledged: 0),
      database: StoredCampaign(
        id: 7, name: "추석", totalCoupons: 200, remainingCoupons: 0, perUserLimit: 1, lastSequence: 200, state: "CLOSED",
        createTime: "2026-11-21T10:00:00Z", startTime: "2026-11-21T10:00:03Z",
        openedTime: "2026-11-21T10:00:03.000812Z", openings: 1, openingTime: "2026-11-21T10:00:03.000812Z",
        openingLatenessMicroseconds: 812, coupons: 200, firstIssueTime: "2026-11-21T10:00:03.001Z",
        lastIssueTime: "2026-11-21T10:00:03.400Z", issuedBeforeStart: 0, issuedBeforeOpening: 0,
        firstIssueAfterStartMicroseconds: 1_000, malformedCodes: 0, sharedCodes: 0, users: 200, mostCouponsOfAUser: 1,
        usersBeyondLimit: 0, codesSha256: String(repeating: "a", count: 64), couponsSha256: coupons, rangeSize: 100,
        rangeSha256: [String(repeating: "d", count: 64), String(repeating: "e", count: 64)]),
      served: ["127.0.0.1:7400", "127.0.0.1:7401"].map { address in
        ServedCampaign(
          address: address, totalCoupons: 200, issuedCoupons: 200, remainingCoupons: 0, coupons: 200,
          couponsSha256: coupons)
      })
    certificate.invariants = certificate.derivedInvariants
    return certificate
  }
}

extension JSONValue {
  /// The document with another value at a place; the value is made of the one that is there, `nil` takes it away.
  func replacing(_ path: [Step], with change: (JSONValue) -> JSONValue?) -> JSONValue? {
    guard let step = path.first else { return change(self) }
    let rest = Array(path.dropFirst())
    switch (self, step) {
    case (.object(let members), .member(let key)):
      var members = members
      members[key] = members[key]?.replacing(rest, with: change)
      return .object(members)
    case (.array(let elements), .element(let index)):
      return .array(
        elements.enumerated().compactMap { $0.offset == index ? $0.element.replacing(rest, with: change) : $0.element })
    default: return self
    }
  }

  enum Step {
    case member(String)
    case element(Int)
  }

  /// The ways to every value that holds no others.
  var stepsToLeaves: [[Step]] {
    switch self {
    case .object(let members) where !members.isEmpty:
      members.sorted { $0.key < $1.key }.flatMap { member in
        member.value.stepsToLeaves.map { [.member(member.key)] + $0 }
      }
    case .array(let elements) where !elements.isEmpty:
      elements.enumerated().flatMap { index, value in value.stepsToLeaves.map { [.element(index)] + $0 } }
    default: [[]]
    }
  }

  /// The path as findings write it.
  static func path(of steps: [Step]) -> String {
    steps.reduce("") { path, step in
      switch step {
      case .member(let key): JSONValue.path(path, member: key)
      case .element(let index): "\(path)[\(index)]"
      }
    }
  }

  /// Another value of the same kind.
  var mutated: JSONValue {
    switch self {
    case .string(let text): .string(text + "x")
    case .integer(let number): .integer(number + 1)
    case .boolean(let boolean): .boolean(!boolean)
    default: .array([.integer(1)])
    }
  }
}
