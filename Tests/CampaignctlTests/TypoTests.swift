import ProcessHarness
import Testing

/// A mistyped word is answered with the one that was meant, and a wrong value with what was wanted.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TypoTests {
  @Test(arguments: [
    ("campagn list", "Unknown command 'campagn'. Did you mean 'campaign'?"),
    ("campaign lst", "Unknown command 'lst'. Did you mean 'list'?"),
    ("list", "Unknown command 'list'. Did you mean 'campaignctl campaign list'?"),
    ("campaign coupon", "Unknown command 'coupon'. Did you mean 'campaignctl coupon'?"),
    ("nonsense", "Unknown command 'nonsense': the commands are campaign, coupon, queue, compensation, health, migrate"),
    ("campaign list --adress x", "Unknown option '--adress'. Did you mean '--address'?"),
    // A required flag that is mistyped is missing, too.
    ("coupon issue --campagn 1", "Unknown option '--campagn'. Did you mean '--campaign'?"),
    ("campaign create --name n --total-coupons 5", "Unknown option '--total-coupons'. Did you mean '--coupons'?"),
    ("campaign create -name n", "Unknown option '-name'. Did you mean '--name'?"),
    ("campaign list --nonsense", "Unknown option '--nonsense'"),
  ])
  func aTypoIsToldWhatWasMeant(words: String, message: String) async throws {
    let ending = try await Fixtures.campaignctl(
      words.split(separator: " ").map(String.init), environment: ["CAMPAIGN_ADDRESS": "127.0.0.1:1"])
    #expect(ending.status == 2 && ending.error.hasPrefix("Error: \(message)\nUsage: campaignctl "), "\(ending)")
  }

  @Test(arguments: [
    (["campaign", "get", "x"], "'x' is invalid for '<id>': expected a campaign's number, such as 12"),
    (["coupon", "issue", "--campaign", "x"], "'--campaign <campaign>': expected a campaign's number, such as 12"),
    (["campaign", "create", "--name", "n", "--coupons", "1,000"], "expected a whole number without separators"),
    (["health", "--address", "http://127.0.0.1:7400"], "expected HOST:PORT without a scheme"),
  ])
  func whatWasWantedIsNamed(arguments: [String], words: String) async throws {
    let ending = try await Fixtures.campaignctl(arguments)
    #expect(ending.status == 2 && ending.error.contains(words), "\(ending)")
  }
}
