import CSpawn
import Foundation
import Synchronization

/// One of this package's programs, run as a real process.
///
/// Foundation's Process lets processes that start at the same time inherit each other's pipes; here every
/// descriptor is closed on exec from its first moment, so that the end of a stream is the end of its process.
public final class ProgramProcess: Sendable {
  /// The exit status and the output of a process that has ended.
  public struct Ending: Equatable, Sendable {
    /// The exit status; a signal's number, negative, if one ended the process.
    public var status: Int32
    /// All of standard output.
    public var output: String
    /// All of standard error.
    public var error: String

    /// Makes the ending that a test expects.
    public init(status: Int32, output: String, error: String) {
      self.status = status
      self.output = output
      self.error = error
    }
  }

  /// The treatment of the program's standard error.
  public enum ErrorReader: Sendable {
    /// It is read as it comes.
    case reading
    /// It goes to a pipe that is full already, and is read once ``ProgramProcess/readError()`` is called or the process
    /// has ended.
    case stalled
    /// It goes to a pipe whose reader has left.
    case gone
  }

  /// The reason why a program could not be started.
  public struct StartFailure: Error {
    /// The number of the operating system's error.
    public let code: Int32
  }

  private let identifier: pid_t
  private let output: StreamCollector
  private let error: StreamCollector
  private let status = Mutex<(value: Int32?, waiters: [CheckedContinuation<Void, Never>])>((nil, []))

  /// Starts the program, with these variables and none of this process's own that it looks at.
  ///
  /// - Parameters:
  ///   - program: The name of a product of this package, or the path of another program.
  ///   - arguments: Its arguments.
  ///   - rawArgument: The bytes of one more, which need not be text.
  ///   - environment: Variables beside the inherited ones.
  ///   - errorReader: The treatment of its standard error.
  /// - Throws: ``StartFailure``.
  public init(
    _ program: String, _ arguments: [String], rawArgument: [UInt8]? = nil, environment: [String: String] = [:],
    errorReader: ErrorReader = .reading
  ) throws {
    let (output, outputEnd) = try StreamCollector.make()
    let (error, errorEnd) = try errorReader == .reading ? StreamCollector.make() : StreamCollector.makeFullPipe()
    defer {
      close(outputEnd)
      close(errorEnd)
    }
    self.output = output
    self.error = error
    identifier = try Self.spawn(
      Self.path(of: program), arguments, rawArgument, Self.inherited().merging(environment) { $1 },
      output: outputEnd, error: errorEnd)
    output.start()
    if errorReader == .reading { error.start() }
    if errorReader == .gone {
      error.close()
      error.start()
    }
    Thread.detachNewThread { [self] in waitForExit() }
  }

  /// Runs the program to its end.
  public static func run(
    _ program: String, _ arguments: [String], rawArgument: [UInt8]? = nil, environment: [String: String] = [:]
  ) async throws -> Ending {
    await (try ProgramProcess(program, arguments, rawArgument: rawArgument, environment: environment)).ending()
  }

  /// Waits until standard output holds this text, or ends.
  public func waitForOutput(_ text: String) async { await output.wait(for: text) }

  /// Waits until standard error holds this text, or ends.
  public func waitForError(_ text: String) async { await error.wait(for: text) }

  /// Waits for the first whole line of standard error that begins so; `nil` if the stream ends without one.
  public func errorLine(startingWith beginning: String) async -> String? {
    await error.line(startingWith: beginning)
  }

  /// Standard error so far.
  public var errorSoFar: String { error.text() }

  /// The resident memory of the process, in bytes; `nil` once it has ended.
  public var residentBytes: Int? {
    guard let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kibibytes << 10
  }

  /// True until the process has ended.
  public var isRunning: Bool { status.withLock { $0.value == nil } }

  /// Begins to read a standard error that was stalled.
  public func readError() { error.start() }

  /// Stops reading standard output, as `head` does.
  public func closeOutput() { output.close() }

  /// Sends a signal; none once the process has ended, because its number may be another's by then.
  public func send(_ signal: Int32) {
    status.withLock { status in
      if status.value == nil { _ = kill(identifier, signal) }
    }
  }

  /// Waits for the end of the process and of its streams; a stalled one is read then.
  public func ending() async -> Ending {
    await withCheckedContinuation { continuation in
      let ended = status.withLock { status in
        if status.value == nil { status.waiters.append(continuation) }
        return status.value != nil
      }
      if ended { continuation.resume() }
    }
    error.start()
    let output = await output.all()
    let error = await error.all()
    return Ending(status: status.withLock { $0.value ?? -1 }, output: output, error: error)
  }

  private func waitForExit() {
    var raw: Int32 = 0
    while waitpid(identifier, &raw, 0) < 0, errno == EINTR {}
    let signal = raw & 0x7f
    let value = signal == 0 ? (raw >> 8) & 0xff : -signal
    let waiters = status.withLock { status in
      status.value = value
      defer { status.waiters = [] }
      return status.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ rawArgument: [UInt8]?, _ environment: [String: String], output: Int32,
    error: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO)
    // The tests' own connections lack FD_CLOEXEC where NIO accepted them. A program that inherited one would keep it
    // open, and whoever waits for its other end to close would wait for that program's end.
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    if let rawArgument {
      words.append(
        (rawArgument + [0]).map(CChar.init(bitPattern:)).withUnsafeBufferPointer {
          $0.baseAddress.map { strdup($0) } ?? nil
        })
    }
    words.append(nil)
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var identifier = pid_t()
    let code = posix_spawn(&identifier, path, &actions, nil, &words, &variables)
    guard code == 0 else { throw StartFailure(code: code) }
    return identifier
  }

  private static func inherited() -> [String: String] {
    ProcessInfo.processInfo.environment.filter { name, _ in
      !name.hasPrefix("CAMPAIGN_") && !name.hasPrefix("LC_") && !["LANG", "DATABASE_URL", "TZ"].contains(name)
    }
  }

  /// The path of a product of this package, which lies beside the test bundle. A path stays as it is.
  public static func path(of program: String) -> String {
    guard !program.hasPrefix("/") else { return program }
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appendingPathComponent(program).path
  }
}
