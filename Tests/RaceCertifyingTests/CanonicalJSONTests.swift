import Testing

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// The canonical text that digests are over.
struct CanonicalJSONTests {
  private func read(_ text: String) throws -> JSONValue {
    try JSONFault.decode(JSONValue.self, from: Array(text.utf8))
  }

  @Test(arguments: [
    (" { \"b\" : 1 , \"a\" : [ true , false , { } , [ ] ] } ", #"{"a":[true,false,{},[]],"b":1}"#),
    (#""\u0041\u00e9\ud55c\ud83d\ude00\/""#, "\"Aé한😀/\""),
    (#""\"\\\b\f\n\r\t\u0001\u001f\u007f""#, "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\u{7F}\""),
    ("-9007199254740992", "-9007199254740992"),
    (#"{"z":0,"A":0,"_":0,"a1":0,"a":0}"#, #"{"A":0,"_":0,"a":0,"a1":0,"z":0}"#),
  ])
  func aDocumentHasOneCanonicalText(text: String, canonical: String) throws {
    #expect(try read(text).canonicalText == canonical)
    #expect(try read(canonical).canonicalText == canonical)
    #expect(try read(try read(text).text).canonicalText == canonical)
  }

  @Test(arguments: ["", " ", "{", "[1", "{a:1}", "1 2", "nul", "null", "01", "\"", "\"\\x\"", "\"\\ud800\"", "\"\n\""])
  func whatIsNoDocumentIsRefused(text: String) {
    #expect(throws: JSONFault.self) { try read(text) }
    #expect(throws: JSONFault.self) { try JSONFault.decode(JSONValue.self, from: [0x22, 0xFF, 0x22]) }
  }

  /// Readers of two members of one name may each take another of them, and so have different documents.
  @Test(arguments: [
    (#"{"a":1,"a":1}"#, false), (#"{"b":[{"a":1},{"a":1}],"c:\":{}":":"}"#, true), (#"{"\u0061":1,"a":2}"#, false),
    ("{\"\u{D55C}\":1,\"\u{1112}\u{1161}\u{11AB}\":1}", false), ("[1]", true),
  ])
  func aKeyThatStandsTwiceIsNoticed(text: String, isUnique: Bool) throws {
    #expect(try (read(text).memberCount == JSONValue.writtenMemberCount(in: Array(text.utf8))) == isUnique)
  }

  @Test func noTwoPlacesHaveOnePath() throws {
    let document = try read(#"{"a":{"b":1},"a.b":2,"c":[3,{"":4}],"d":[],"e":{}}"#)
    #expect(document.fields.keys.sorted() == [#"["a.b"]"#, "a.b", "c[0]", #"c[1][""]"#, "d", "e"])
  }

  @Test func theDigestIsSHA256() {
    #expect(
      SHA256.hexadecimal("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hexadecimal("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let pieces = SHA256()
    for piece in ["a", "", "bc"] { pieces.update(piece) }
    #expect(pieces.finish() == SHA256.hexadecimal("abc"))
  }
}
