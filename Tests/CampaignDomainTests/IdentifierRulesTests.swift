import CampaignDomain
import Testing

/// docs/contract.md, section 2, "Fields": `user_id` and `idempotency_key`.
@Suite struct IdentifierRulesTests {
  private static func userFault(_ text: String) -> FieldFault? {
    do throws(FieldFault) {
      _ = try UserID(text)
      return nil
    } catch {
      return error
    }
  }

  private static func keyFault(_ text: String) -> FieldFault? {
    do throws(FieldFault) {
      _ = try IdempotencyKey(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func theEmptyTextStandsForNone() throws {
    #expect(try UserID("") == nil)
    #expect(try IdempotencyKey("") == nil)
  }

  @Test(arguments: [
    "a", String(repeating: "a", count: 128), String(repeating: "가", count: 42) + "ab", "사용자 1", "👩‍👩‍👧", "e\u{301}",
    "\u{E000}", "\u{1100}\u{1161}", "a b", "user@example.com", "~!\"#",
  ])
  func upTo128BytesOfAssignedScalarsAreKeptByteForByte(_ text: String) throws {
    #expect(text.utf8.count <= 128)
    #expect(try #require(try UserID(text)).text.utf8.elementsEqual(text.utf8))
    #expect(try #require(try IdempotencyKey(text)).description.utf8.elementsEqual(text.utf8))
  }

  @Test(arguments: [
    String(repeating: "a", count: 129), String(repeating: "가", count: 43), String(repeating: "a", count: 100_000),
  ])
  func moreThan128BytesAreRefusedWithTheirNumber(_ text: String) {
    let description = "is \(text.utf8.count) bytes long; at most 128 are allowed"
    #expect(Self.userFault(text) == FieldFault(field: "user_id", description: description))
    #expect(Self.keyFault(text) == FieldFault(field: "idempotency_key", description: description))
  }

  @Test(arguments: [
    ("\u{0}", "U+0000"), ("a\u{0}b", "U+0000"), ("a\n", "U+000A"), ("\t", "U+0009"), ("\u{1F}", "U+001F"),
    ("\u{7F}", "U+007F"), ("\u{85}", "U+0085"), ("\u{9F}", "U+009F"), ("가\r", "U+000D"),
  ])
  func controlCharactersAreRefusedByTheirNumber(_ text: String, _ codePoint: String) {
    let description = "has the control character \(codePoint); remove it"
    #expect(Self.userFault(text) == FieldFault(field: "user_id", description: description))
    #expect(Self.keyFault(text) == FieldFault(field: "idempotency_key", description: description))
  }

  @Test(arguments: [
    ("\u{378}", "U+0378"), ("a\u{FFFF}", "U+FFFF"), ("\u{10FFFF}", "U+10FFFF"),
    ("\u{E0080}", "U+E0080"),
  ])
  func unassignedScalarsAreRefusedByTheirNumber(_ text: String, _ codePoint: String) {
    let description = "has \(codePoint), which is not assigned in Unicode; remove it"
    #expect(Self.userFault(text) == FieldFault(field: "user_id", description: description))
    #expect(Self.keyFault(text) == FieldFault(field: "idempotency_key", description: description))
  }

  @Test func composedAndDecomposedTextsAreTwoUsersAndTwoKeys() throws {
    let composed = "\u{AC01}"
    let decomposed = "\u{1100}\u{1161}\u{11A8}"
    #expect(composed == decomposed, "to String they are one")
    #expect(try UserID(composed) != UserID(decomposed))
    #expect(try IdempotencyKey(composed) != IdempotencyKey(decomposed))
    let users = [try #require(try UserID(composed)): 1, try #require(try UserID(decomposed)): 2]
    #expect(users.count == 2)
    #expect(users[UserID(alreadyChecked: decomposed)] == 2)
  }

  @Test func caseAndSpacesMatter() throws {
    #expect(try UserID("User") != UserID("user"))
    #expect(try UserID("user") != UserID("user "))
  }
}
