import Testing

/// Commands that a program recommends to its user are commands that exist.
@Suite struct FirstStepsTests {
  @Test func makeUpBuildsTheProgramsThatItNames() throws {
    let lines = try Repository.text("scripts/up.sh").split(separator: "\n")
    let built = try #require(lines.first { $0.hasPrefix("build_programs ") }).split(separator: " ").dropFirst()
    let advice = lines.drop { !$0.hasSuffix("<<CALLS") }.dropFirst().prefix { $0 != "CALLS" }
    let named = advice.compactMap { $0.split(separator: " ").first }.filter { $0.hasPrefix("campaign") }
    #expect(Set(named).isSubset(of: Set(built)), "\(named)")
    #expect(named.contains("campaign-load") && named.contains("campaignctl"))
  }
}
