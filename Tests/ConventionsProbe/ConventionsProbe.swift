import ArgumentParser
import Glibc
import Logging
import ProgramConventions
import ServiceLifecycle

/// A program that tests of ProgramConventions start as a real process.
struct ConventionsProbe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conventions-probe", version: ProgramVersion.text,
    subcommands: [Serve.self, Chatter.self, BreakDown.self, Show.self, Fail.self, Descriptors.self])
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

/// Logs so many lines, announces that it did, and serves.
struct Chatter: AsyncParsableCommand {
  @Argument var lines: Int
  @OptionGroup var logging: LoggingOptions

  func run() async throws {
    let logger = logging.logger(label: "probe")
    for number in 0..<lines { logger.info("chatter", metadata: ["number": .stringConvertible(number)]) }
    ServiceLog.announce("probe ready")
    try await ServiceProgram.run([Waiting(stubborn: false)], logger: logger)
  }
}

/// Ends as a long-running program does that can't go on.
struct BreakDown: AsyncParsableCommand {
  @OptionGroup var logging: LoggingOptions

  func run() async throws {
    _ = logging.logger(label: "probe")
    throw ProgramFailure(.localFailure, "probe: broke \"down\"")
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
    if status == 2 { _ = try database.url() }
    throw ProgramFailure(ExitStatus(rawValue: status), "ended with \(status)")
  }
}

/// Prints what the three standard descriptors are.
struct Descriptors: ParsableCommand {
  func run() throws {
    for number in 0...2 {
      var target = [CChar](repeating: 0, count: 256)
      let count = readlink("/proc/self/fd/\(number)", &target, 255)
      let name = String(decoding: target.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
      try StandardStream.output.write("\(number) \(name)\n")
    }
  }
}
