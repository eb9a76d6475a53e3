import Testing

@testable import LoadGenerator

/// The canonical text that digests are over, and the reader that lets a document mean one thing only.
struct CanonicalJSONTests {
  private func read(_ text: String) throws(JSONFault) -> JSONValue { try JSONReader.read(Array(text.utf8)) }

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

  @Test(arguments: [
    "", " ", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "1 2", "nul", "null", "tru", "01", "-", "-0", "1.0",
    "1e3", "9007199254740993", "99999999999999999999", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
    "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\n\"", "{\"a\":1,\"a\":1}", "\u{FEFF}1",
    String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
  ])
  func whatCouldMeanTwoThingsOrNothingIsRefused(text: String) {
    #expect(throws: JSONFault.self) { try read(text) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: JSONFault.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
  }

  @Test func aFaultSaysItsLine() {
    #expect(throws: JSONFault(line: 3, "expected true")) { try read("[\n1,\n tru ]") }
  }

  @Test func noTwoPlacesHaveOnePath() throws {
    let document = try read(#"{"a":{"b":1},"a.b":2,"c":[3,{"":4}],"d":[],"e":{}}"#)
    #expect(document.leaves.map(\.path) == ["a.b", #"["a.b"]"#, "c[0]", #"c[1][""]"#, "d", "e"])
  }

  @Test func theDigestIsSHA256() {
    #expect(
      SHA256.hexadecimal("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hexadecimal("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let pieces = SHA256()
    pieces.update(Array("a".utf8))
    pieces.update([])
    pieces.update(Array("bc".utf8))
    #expect(pieces.finish() == SHA256.hexadecimal("abc"))
  }
}
