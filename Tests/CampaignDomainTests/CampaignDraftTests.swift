import CampaignDomain
import Testing

/// docs/contract.md, section 2, "Fields", of CreateCampaign.
@Suite struct CampaignDraftTests {
  private static func draft(
    name: String = "선착순", totalCoupons: Int64 = 10, start: Moment = .now, end: Moment? = nil, perUserLimit: Int32 = 1,
    key: String = ""
  ) throws(InvalidFields) -> CampaignDraft {
    try CampaignDraft(
      name: name, totalCoupons: totalCoupons, start: start, end: end, perUserLimit: perUserLimit, idempotencyKey: key)
  }

  private static func faults(_ draft: () throws(InvalidFields) -> CampaignDraft) -> [FieldFault] {
    do throws(InvalidFields) {
      _ = try draft()
      return []
    } catch {
      return error.faults
    }
  }

  private static func fault(ofName name: String) -> String? {
    faults { () throws(InvalidFields) in try draft(name: name) }.first?.description
  }

  @Test(arguments: [
    "a", String(repeating: "a", count: 200), String(repeating: "가", count: 200), "“세일” — 50 %", "👩‍👩‍👧",
    "\u{1100}\u{1161}", " ",
  ])
  func aNameHas1To200Scalars(_ name: String) throws {
    #expect(try Self.draft(name: name).name.utf8.elementsEqual(name.utf8))
  }

  @Test func aNameOfAnotherLengthIsRefused() {
    #expect(Self.fault(ofName: "") == "is empty; give a name of 1 to 200 characters")
    for name in [
      String(repeating: "a", count: 201), String(repeating: "가", count: 201),
      // Scalars count, not what looks like one character: each of these 41 families has five.
      String(repeating: "👩‍👩‍👧", count: 41),
    ] {
      #expect(Self.fault(ofName: name) == "has \(name.unicodeScalars.count) characters; at most 200 are allowed")
    }
  }

  /// Names go to terminals, pages and files: a bell would ring, an escape sequence would act.
  @Test(arguments: [
    ("a\u{0}", "U+0000"), ("\u{7}", "U+0007"), ("가을\n세일", "U+000A"), ("탭\t", "U+0009"), ("\u{1B}[2J", "U+001B"),
    ("\u{7F}", "U+007F"), ("\u{9B}31m", "U+009B"),
  ])
  func aNameWithAControlCharacterIsRefused(_ name: String, _ codePoint: String) {
    #expect(Self.fault(ofName: name) == "has the control character \(codePoint); remove it")
  }

  @Test func aNameWithUnassignedScalarsIsRefused() {
    #expect(Self.fault(ofName: "\u{378}") == "has U+0378, which is not assigned in Unicode; remove it")
    #expect(Self.fault(ofName: "가\u{10FFFF}") == "has U+10FFFF, which is not assigned in Unicode; remove it")
  }

  @Test func aCampaignHas1To10000000Coupons() throws {
    for total: Int64 in [1, 2, 9_999_999, 10_000_000] {
      #expect(try Self.draft(totalCoupons: total).totalCoupons == total)
    }
    for total: Int64 in [.min, -1, 0, 10_000_001, .max] {
      #expect(
        Self.faults { () throws(InvalidFields) in try Self.draft(totalCoupons: total) } == [
          FieldFault(field: "total_coupons", description: "is \(total); it must be 1 to 10,000,000")
        ])
    }
  }

  @Test func aUserLimitIsZeroOrMore() throws {
    for limit: Int32 in [0, 1, .max] { #expect(try Self.draft(perUserLimit: limit).perUserLimit == limit) }
    for limit: Int32 in [-1, .min] {
      #expect(
        Self.faults { () throws(InvalidFields) in try Self.draft(perUserLimit: limit) } == [
          FieldFault(field: "per_user_limit", description: "is \(limit); it must be 0 (no limit) or more")
        ])
    }
  }

  @Test func spansMayNotBeNegativeAndTheEndsMustBePositive() throws {
    #expect(try Self.draft(start: .after(.zero)).start == .after(.zero))
    #expect(try Self.draft(end: .after(.microseconds(1))).end == .after(.microseconds(1)))
    #expect(
      Self.faults { () throws(InvalidFields) in try Self.draft(start: .after(.nanoseconds(-1))) }.map(\.field)
        == ["start_in"])
    #expect(
      Self.faults { () throws(InvalidFields) in try Self.draft(end: .after(.zero)) }.map(\.field) == ["end_in"])
  }

  @Test func allFaultsAreReportedAtOnce() {
    let faults = Self.faults { () throws(InvalidFields) in
      try Self.draft(
        name: "", totalCoupons: 0, start: .after(.seconds(-1)), end: .after(.seconds(-1)), perUserLimit: -1,
        key: String(repeating: "k", count: 129))
    }
    #expect(
      Set(faults.map(\.field)) == [
        "name", "total_coupons", "per_user_limit", "start_in", "end_in", "idempotency_key",
      ])
    #expect(faults.count == 6)
  }

  @Test func anEmptyKeyIsNone() throws {
    #expect(try Self.draft(key: "").idempotencyKey == nil)
    #expect(try Self.draft(key: "k").idempotencyKey == IdempotencyKey(alreadyChecked: "k"))
  }
}
