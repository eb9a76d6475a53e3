import Foundation
import ProcessHarness

/// The size of the runs of crashes: small in `make test`, as long as wished in `make crash-test`.
enum CrashSettings {
  /// The crashes of a leg where no time is given.
  static let boundedRounds = 6
  /// The time of a leg where a time is given; its programs live a little longer.
  static let legTime = Duration.seconds(50)

  /// The time for which a standby stands still: longer than the 6 s after which a marker is late.
  static var standstill: Duration { minutes == nil ? .seconds(10) : legTime }

  /// The numbers of the legs: each has a cluster and servers of its own and takes about a minute.
  static var legs: ClosedRange<Int> { 1...max(minutes ?? 1, 1) }

  /// The minutes that `make crash-test` is to take; `nil`: this is `make test`.
  static var minutes: Int? { number("TEST_CRASH_MINUTES") }

  /// The first of the numbers from which the legs draw theirs: `TEST_CRASH_SEED` repeats what an earlier run drew.
  static let seed = number("TEST_CRASH_SEED").map { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000)

  /// Flags of the servers, from `TEST_SERVER_ARGUMENTS`, separated by blanks.
  static var serverArguments: [String] {
    ProcessInfo.processInfo.environment["TEST_SERVER_ARGUMENTS"]?.split(separator: " ").map(String.init) ?? []
  }

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
  }
}

extension CrashSettings {
  /// True if the servers that are tested release locks early and hold answers until they are on disk.
  static func serverHasGate() async throws -> Bool {
    guard !serverArguments.joined(separator: "=").contains("--early-release=off") else { return false }
    return try await ProgramProcess.run("campaign-server", ["--help"]).output.contains("--early-release")
  }
}
