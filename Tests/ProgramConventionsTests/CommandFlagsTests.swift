import ArgumentParser
import Testing

@testable import ProgramConventions

@Suite struct CommandFlagsTests {
  struct Command: ParsableCommand {
    @OptionGroup var database: DatabaseOptions
    @Option var perUser: Int = 1
    @Option var maxHTTPBytes: Int?
    @Flag var omitCoupons = false
    @Argument var id: Int
  }

  @Test func longNamesAreThoseOfArgumentParser() {
    let flags = CommandFlags.flags(of: Command())
    #expect(flags.map(\.name) == ["database-url", "wait-for-database", "per-user", "max-http-bytes", "omit-coupons"])
    let help = Command.helpMessage()
    for flag in flags { #expect(help.contains("--\(flag.name) ") || help.contains("--\(flag.name)]")) }
  }

  @Test func variablesAreInUpperSnakeCase() {
    #expect(
      CommandFlags.flags(of: Command()).map(\.variable) == [
        "DATABASE_URL", "CAMPAIGN_WAIT_FOR_DATABASE", "CAMPAIGN_PER_USER", "CAMPAIGN_MAX_HTTP_BYTES",
        "CAMPAIGN_OMIT_COUPONS",
      ])
  }
}
