import Testing

@testable import ProgramConventions

@Suite struct SpellingTests {
  private static let flags = [
    "name", "coupons", "start", "start-in", "end", "end-in", "per-user", "key", "quiet", "address", "timeout", "output",
    "language", "campaign", "user",
  ]

  @Test(arguments: [
    ("adress", "address"), ("addr", "address"), ("coupon", "coupons"), ("total-coupons", "coupons"),
    ("start-time", "start"), ("startin", "start-in"), ("start-inn", "start-in"), ("peruser", "per-user"),
    ("per-user-limit", "per-user"), ("tiemout", "timeout"), ("Name", "name"), ("nmae", "name"), ("ky", "key"),
    ("campain", "campaign"), ("user-id", "user"), ("lang", "language"),
  ])
  func theWordThatWasMeantIsFound(word: String, meant: String) {
    #expect(Spelling.closest(to: word, among: Self.flags) == meant)
  }

  @Test(arguments: ["foo", "", "x", "verbose", "database-url", "zzzzzzzz", "-"])
  func whatNobodyMeantIsNotGuessed(word: String) {
    #expect(Spelling.closest(to: word, among: Self.flags) == nil)
  }

  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("list", "lits", 1),
    ("ca", "abc", 3),
  ])
  func aSwapOfNeighboursIsOneSlip(left: String, right: String, distance: Int) {
    #expect(Spelling.distance(Array(left), Array(right)) == distance)
  }
}
