import Testing

@testable import LoadSending

struct CompactCodeTests {
  @Test(arguments: ["", "1", "가나다라마바사아자차", "1가2나3다4라5마", String(repeating: "x", count: 31)])
  func aCodeComesOutAsItWentIn(code: String) throws {
    #expect(try #require(CompactCode(code)).description == code)
  }

  @Test func aTextThatIsTooLongIsNone() {
    #expect(CompactCode(String(repeating: "x", count: 32)) == nil)
  }

  @Test func codesThatOnlyUnicodeCallsEqualDiffer() throws {
    let composed = try #require(CompactCode("\u{AC01}"))
    let decomposed = try #require(CompactCode("\u{1100}\u{1161}\u{11A8}"))
    #expect(composed != decomposed)
  }
}
