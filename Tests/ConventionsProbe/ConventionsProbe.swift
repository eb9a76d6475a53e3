import ArgumentParser
import ProgramConventions
import ServiceLifecycle

/// A program that tests of ProgramConventions start as a real process.
struct ConventionsProbe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conventions-probe", version: ProgramVersion.text, subcommands: [Serve.self, Show.self, Fail.self])
}

/// Serves until a signal; `--stubborn` never drains.
struct Serve: AsyncParsableCommand {
  @Flag var stubborn = false
  @OptionGroup var logging: LoggingOptions

  func run() async throws {
    try await ServiceProgram.run([Waiting(stubborn: stubborn)], logger: logging.logger(label: "probe"))
    try StandardStream.output.write("drained\n")
  }
}

private struct Waiting: Service {
  let stubborn: Bool

  func run() async throws {
    try await withGracefulShutdownHandler {
      try StandardStream.output.write("ready\n")
      let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
      if stubborn {
        // Held here, the stream never ends: the drain hangs.
        for await _ in stream {}
        continuation.finish()
      } else {
        for await _ in stream.cancelOnGracefulShutdown() {}
      }
    } onGracefulShutdown: {
      try? StandardStream.output.write("draining\n")
    }
  }
}

/// Prints what was parsed.
struct Show: AsyncParsableCommand, ExclusiveFlagCommand {
  static let exclusiveFlags = [["start", "start-in"]]

  @Option(transform: Endpoint.connecting) var address: Endpoint = .standard
  @Option(transform: Duration.timeLimitFlag) var timeout: Duration = .seconds(5)
  @Option var start: String?
  @Option var startIn: String?
  @Flag var quiet = false
  @OptionGroup var database: DatabaseOptions
  @Argument var words: [String] = []

  func run() async throws {
    try StandardStream.output.write(
      "\(address) \(timeout) start=\(start ?? "-") startIn=\(startIn ?? "-") quiet=\(quiet) "
        + "database=\(database.databaseURL ?? "-") \(words.joined(separator: ","))\n")
  }
}

/// Ends in the ways that programs end.
struct Fail: AsyncParsableCommand {
  @Argument var status: Int32
  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    if status == 2 { _ = try database.requiredURL() }
    throw ProgramFailure(ExitStatus(rawValue: status), "ended with \(status)")
  }
}
