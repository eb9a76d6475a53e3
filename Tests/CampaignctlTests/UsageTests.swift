import ProcessHarness
import Testing

@Suite(.timeLimit(.minutes(2))) struct UsageTests {
  @Test(arguments: [
    [], ["campaign"], ["coupon"], ["migrate"], ["nonsense"], ["campaign", "get"], ["campaign", "get", "x"],
    ["campaign", "get", "12", "--address", "nowhere"], ["campaign", "get", "12", "--timeout", "5"],
    ["campaign", "get", "12", "--output", "xml"], ["campaign", "get", "12", "--language", "fr"],
    ["campaign", "create", "--coupons", "5"], ["campaign", "create", "--name", "n"],
    ["campaign", "create", "--name", "n", "--coupons", "many"],
    ["campaign", "create", "--name", "n", "--coupons", "5", "--start", "tomorrow"],
    ["coupon", "issue"], ["coupon", "check"], ["coupon", "status"], ["coupon", "request", "--campaign", "1"],
    ["coupon", "request", "--campaign", "1", "--user", "u", "--max-retries", "-1"],
    ["coupon", "request", "--campaign", "1", "--user", "u", "--retry-interval", "0s"],
    ["queue"], ["queue", "join", "--campaign", "1"], ["queue", "status", "--user", "u"], ["queue", "info"],
    ["queue", "init-stock", "1"], ["queue", "reset", "--user", "u"], ["queue", "dead-letters", "--campaign", "x"],
    ["migrate", "up"], ["migrate", "status"],
  ])
  func wrongUsageEndsWithTwo(arguments: [String]) async throws {
    let ending = try await Fixtures.campaignctl(arguments)
    #expect(ending.status == 2)
    #expect(ending.output.isEmpty)
    #expect(ending.error.hasPrefix("Error: "))
  }

  @Test(arguments: [
    (["--start", "2026-12-24T18:00:00Z", "--start-in", "1s"], "give --start or --start-in, not both"),
    (["--end", "2026-12-24T18:00:00Z", "--end-in", "1s"], "give --end or --end-in, not both"),
  ])
  func timeAndSpanExcludeEachOther(flags: [String], words: String) async throws {
    let ending = try await Fixtures.campaignctl(["campaign", "create", "--name", "n", "--coupons", "1"] + flags)
    #expect(ending.status == 2)
    #expect(ending.error.hasPrefix("Error: \(words)\n"))
  }

  @Test(arguments: [["--start-in", "-5s"], ["--end-in", "-5s"], ["--timeout", "-5s"]])
  func aSpanBelowNothingIsWrongUsage(flags: [String]) async throws {
    let ending = try await Fixtures.campaignctl(["campaign", "create", "--name", "n", "--coupons", "1"] + flags)
    #expect(ending.status == 2)
    #expect(ending.error.contains("expected a duration with its unit"))
  }

  @Test func migrateWithoutADatabaseSaysHowToNameOne() async throws {
    let ending = try await Fixtures.campaignctl(["migrate", "up"])
    #expect(ending.error.contains("give --database-url or set DATABASE_URL"))
  }

  /// It asks no server; the flag is taken all the same, as by every subcommand.
  @Test(arguments: ["up", "status"]) func migrateOffersNoServer(command: String) async throws {
    let help = try await Fixtures.campaignctl(["migrate", command, "--help"]).output
    #expect(help.contains("--database-url") && help.contains("--timeout") && !help.contains("--address"))
    let ending = try await Fixtures.campaignctl(["migrate", command, "--address", "127.0.0.1:1"])
    #expect(ending.error.contains("give --database-url or set DATABASE_URL"))
  }

  @Test(arguments: [["--help"], ["campaign", "create", "--help"], ["--version"], ["health", "--version"]])
  func helpAndVersionEndWell(arguments: [String]) async throws {
    let ending = try await Fixtures.campaignctl(arguments)
    #expect(ending.status == 0)
    #expect(!ending.output.isEmpty)
    #expect(ending.error.isEmpty)
  }

  @Test func theHelpExplainsVariablesByAFlagThatThereIs() async throws {
    let help = try await Fixtures.campaignctl(["--help"]).output
    #expect(help.contains("CAMPAIGN_TIMEOUT") && !help.contains("CAMPAIGN_LOG_LEVEL"))
  }

  @Test func theEnvironmentFillsFlags() async throws {
    let ending = try await Fixtures.campaignctl(["health"], environment: ["CAMPAIGN_ADDRESS": "nowhere"])
    #expect(ending.status == 2)
    #expect(ending.error.hasPrefix("Error: in the environment variable CAMPAIGN_ADDRESS: "))
  }
}
