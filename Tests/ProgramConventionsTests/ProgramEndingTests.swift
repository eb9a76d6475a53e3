import ArgumentParser
import Testing

@testable import ProgramConventions

@Suite struct ProgramEndingTests {
  struct Root: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "root", version: "9.9.9", subcommands: [Leaf.self], aliases: [])
  }

  struct Leaf: AsyncParsableCommand, ExclusiveFlagCommand {
    static let configuration = CommandConfiguration(commandName: "leaf", aliases: ["twig"])
    static let exclusiveFlags = [["start", "start-in"]]

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var logging: LoggingOptions
    @Option(transform: Duration.timeLimitFlag) var timeout: Duration = .seconds(5)
    @Option var start: String?
    @Option var startIn: String?
    @Flag var quiet = false
    @Argument var words: [String] = []

    func run() throws {
      throw ProgramFailure(
        .success,
        "\(database.databaseURL ?? "-") \(logging.logLevel) \(timeout) \(start ?? "-") \(startIn ?? "-") \(quiet) "
          + words.joined(separator: ","))
    }
  }

  private func ending(_ arguments: [String], _ environment: [String: String] = [:]) async -> ProgramEnding {
    await Program.ending(of: Root.self, arguments: arguments, environment: environment)
  }

  @Test func defaultsHoldWithoutFlagsAndEnvironment() async {
    #expect(await ending(["leaf"]).error == "- info 5.0 seconds - - false ")
  }

  @Test func theEnvironmentGoesBeforeTheDefaults() async {
    let environment = [
      "DATABASE_URL": "postgresql://a", "CAMPAIGN_LOG_LEVEL": "debug", "CAMPAIGN_TIMEOUT": "250ms",
      "CAMPAIGN_START_IN": "-1s", "CAMPAIGN_QUIET": "true", "CAMPAIGN_UNKNOWN": "x", "CAMPAIGN_START": "",
    ]
    let expected = "postgresql://a debug 0.25 seconds - -1s true word"
    #expect(await ending(["leaf", "word"], environment).error == expected)
    #expect(await ending(["twig", "--", "word"], environment).error == expected)
  }

  @Test(arguments: [["leaf", "--timeout", "2s"], ["leaf", "--timeout=2s"], ["leaf", "a", "--timeout", "2s"]])
  func flagsGoBeforeTheEnvironment(arguments: [String]) async {
    let ending = await ending(arguments, ["CAMPAIGN_TIMEOUT": "never"])
    #expect(ending.error.contains("2.0 seconds"))
  }

  @Test func aFlagHidesTheVariablesOfThoseItExcludes() async {
    let ending = await ending(["leaf", "--start", "now"], ["CAMPAIGN_START_IN": "10s"])
    #expect(ending.error == "- info 5.0 seconds now - false ")
  }

  @Test func aFaultyVariableIsNamed() async {
    let ending = await ending(["leaf"], ["CAMPAIGN_TIMEOUT": "5"])
    #expect(ending.status == .usage)
    #expect(ending.error.hasPrefix("Error: in the environment variable CAMPAIGN_TIMEOUT: "))
    #expect(ending.error.contains("a number needs its unit: 5s, 250ms, 1m, 1h, 1h30m"))
  }

  @Test func aFaultyEnumerationInTheEnvironmentIsNamed() async {
    let ending = await ending(["leaf"], ["CAMPAIGN_LOG_LEVEL": "loud"])
    #expect(ending.status == .usage)
    #expect(ending.error.hasPrefix("Error: in the environment variable CAMPAIGN_LOG_LEVEL: "))
    #expect(ending.error.contains("warning"))
  }

  @Test func aFaultyTruthInTheEnvironmentIsNamed() async {
    let ending = await ending(["leaf"], ["CAMPAIGN_QUIET": "perhaps"])
    #expect(ending.status == .usage)
    #expect(ending.error.contains("CAMPAIGN_QUIET is 'perhaps': expected true or false"))
  }

  @Test(arguments: [["leaf", "--nonsense"], ["leaf", "--timeout"], ["nonsense"], ["leaf", "--timeout", "5"]])
  func wrongUsageEndsWithTwo(arguments: [String]) async {
    let ending = await ending(arguments)
    #expect(ending.status == .usage)
    #expect(ending.error.hasPrefix("Error: "))
  }

  @Test func aFaultyFlagSaysWhatIsRight() async {
    let ending = await ending(["leaf", "--timeout", "5"])
    #expect(
      ending.error.hasPrefix(
        "Error: The value '5' is invalid for '--timeout <timeout>': a number needs its unit: 5s, 250ms, 1m, 1h, 1h30m"
      ))
  }

  @Test(arguments: [
    (["leaff"], "Unknown command 'leaff'. Did you mean 'leaf'?"),
    (["other"], "Unknown command 'other': the commands are leaf"),
    (["leaf", "--tiemout", "5s"], "Unknown option '--tiemout'. Did you mean '--timeout'?"),
    (["leaf", "--tiemout=5s", "word"], "Unknown option '--tiemout'. Did you mean '--timeout'?"),
    (["leaf", "-quiet"], "Unknown option '-quiet'. Did you mean '--quiet'?"),
    (["twig", "--quiett"], "Unknown option '--quiett'. Did you mean '--quiet'?"),
    (["leaf", "--nonsense"], "Unknown option '--nonsense'"),
    // The value of a flag is none itself.
    (["leaf", "--start", "now", "--quite", "--start-in=--quiet"], "Unknown option '--quite'. Did you mean '--quiet'?"),
  ])
  func aTypoIsToldWhatWasMeant(arguments: [String], message: String) async {
    // A variable of the environment is not at fault, though the message names its flag.
    let ending = await ending(arguments, ["CAMPAIGN_TIMEOUT": "1s", "CAMPAIGN_QUIET": "true"])
    #expect(ending.status == .usage && ending.error.hasPrefix("Error: \(message)\nUsage: root "), "\(ending)")
  }

  @Test func whatStandsBehindTwoHyphensIsNoFlag() async {
    #expect(await ending(["leaf", "--", "--tiemout"]).error.hasSuffix(" --tiemout"))
  }

  @Test(arguments: [
    (["--version"], "9.9.9"), (["leaf", "--version"], "9.9.9"), (["leaf", "--help"], "USAGE: root leaf"),
  ])
  func helpAndVersionEndWell(arguments: [String], text: String) async {
    let ending = await ending(arguments)
    #expect(ending.status == .success)
    #expect(ending.output.contains(text))
    #expect(ending.error.isEmpty)
  }

  @Test(arguments: ["--help", "-h", "--version"]) func helpComesWhateverTheEnvironmentHolds(flag: String) async {
    let ending = await ending(["leaf", flag], ["CAMPAIGN_TIMEOUT": "5", "CAMPAIGN_QUIET": "perhaps"])
    #expect(ending.status == .success)
    #expect(!ending.output.isEmpty)
  }

  @Test func errorsEndWithTheStatusOfTheirKind() {
    struct Odd: Error, CustomStringConvertible { let description = "odd" }
    func ending(_ error: any Error) -> ProgramEnding {
      ProgramEnding(of: error, root: Root.self)
    }
    #expect(ending(ProgramFailure(.brokenInvariant, "x")) == ProgramEnding(status: .brokenInvariant, error: "x"))
    #expect(ending(StandardStreamFault.readerLeft) == ProgramEnding(status: .success))
    #expect(ending(StandardStreamFault.failed("full")).status == .localFailure)
    #expect(ending(ExitCode(73)) == ProgramEnding(status: .errorAnswer(code: 9)))
    #expect(ending(Odd()) == ProgramEnding(status: .localFailure, error: "error: odd"))
    #expect(ending(ValidationError("wrong")).status == .usage)
  }
}
