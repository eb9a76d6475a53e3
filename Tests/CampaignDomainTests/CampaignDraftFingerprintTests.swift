import CampaignDomain
import Testing

/// The same key with other fields is IDEMPOTENCY_KEY_REUSED: the fingerprint must tell every field apart.
@Suite struct CampaignDraftFingerprintTests {
  private static func fingerprint(
    name: String = "n", totalCoupons: Int64 = 10, start: Moment = .now, end: Moment? = nil, perUserLimit: Int32 = 1,
    key: String = "k"
  ) throws -> String {
    try CampaignDraft(
      name: name, totalCoupons: totalCoupons, start: start, end: end, perUserLimit: perUserLimit, idempotencyKey: key
    ).fingerprint
  }

  @Test func everyFieldChangesItAndNoTwoChangesAreTheSame() throws {
    let time = Timestamp.start
    let prints = try [
      Self.fingerprint(), Self.fingerprint(name: "m"), Self.fingerprint(name: "n "), Self.fingerprint(totalCoupons: 11),
      Self.fingerprint(totalCoupons: 1), Self.fingerprint(start: .at(time)),
      Self.fingerprint(start: .at(time.moved(by: 1))), Self.fingerprint(start: .after(.zero)),
      Self.fingerprint(start: .after(.seconds(1))), Self.fingerprint(start: .after(.nanoseconds(1))),
      Self.fingerprint(end: .now), Self.fingerprint(end: .at(time)), Self.fingerprint(end: .after(.seconds(1))),
      Self.fingerprint(end: .after(.nanoseconds(1))), Self.fingerprint(perUserLimit: 0),
      Self.fingerprint(perUserLimit: 11), Self.fingerprint(name: "1|n", perUserLimit: 1),
    ]
    #expect(Set(prints.map { Array($0.utf8) }).count == prints.count)
  }

  @Test func aNameThatLooksLikeOtherFieldsIsNotTakenForThem() throws {
    #expect(
      try Self.fingerprint(name: "n|1|x", perUserLimit: 1) != Self.fingerprint(name: "x", perUserLimit: 1))
    #expect(try Self.fingerprint(name: "1|n", perUserLimit: 0) != Self.fingerprint(name: "n", perUserLimit: 0))
  }

  @Test func composedAndDecomposedNamesDiffer() throws {
    let composed = try Self.fingerprint(name: "\u{AC01}")
    let decomposed = try Self.fingerprint(name: "\u{1100}\u{1161}\u{11A8}")
    #expect(!composed.utf8.elementsEqual(decomposed.utf8))
  }

  @Test func theKeyAndTheTimeOfTheCallDoNotMatter() throws {
    #expect(try Self.fingerprint(key: "k") == Self.fingerprint(key: "other"))
    #expect(try Self.fingerprint() == Self.fingerprint())
  }
}
