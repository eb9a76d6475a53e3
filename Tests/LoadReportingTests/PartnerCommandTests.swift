import ProcessHarness
import Testing

/// `campaign-load partner` as a process.
@Suite struct PartnerCommandTests {
  @Test(arguments: [
    (["--refuse-every", "0"], "1 on"), (["--drop-every", "-3"], "1 on"), (["--delay", "soon"], "--delay"),
    (["--book", "-"], "--book"),
  ]) func wrongUsageIsNamed(arguments: [String], word: String) async throws {
    let ending = try await LoadProgram.run(arguments, command: "partner")
    #expect(ending.status == 2)
    #expect(ending.error.contains(word), "\(ending.error)")
  }

  @Test func aBookThatCantBeWrittenIsFoundAtTheStart() async throws {
    let ending = try await LoadProgram.run(["--book", "/nonexistent/book.json"], command: "partner")
    #expect(ending.status == 1)
    #expect(ending.error.contains("/nonexistent/book.json"))
  }
}
