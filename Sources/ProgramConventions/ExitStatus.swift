/// The exit statuses that programs outside the repository rely on.
public struct ExitStatus: RawRepresentable, Hashable, Sendable {
  /// The number that the operating system sees.
  public let rawValue: Int32

  /// Makes the status with this number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// All went well.
  public static let success = ExitStatus(rawValue: 0)
  /// Something on this machine failed: a file, a local check, a second signal.
  public static let localFailure = ExitStatus(rawValue: 1)
  /// The program was called in a wrong way.
  public static let usage = ExitStatus(rawValue: 2)
  /// No answer came within the time limit: 64 + DEADLINE_EXCEEDED.
  public static let noAnswer = ExitStatus.errorAnswer(code: 4)
  /// The server can't be reached, or does not serve: 64 + UNAVAILABLE.
  public static let unreachable = ExitStatus.errorAnswer(code: 14)
  /// A run was stopped before its end, as shells report Ctrl-C: 128 + SIGINT.
  public static let interrupted = ExitStatus(rawValue: 130)
  /// A promise of the system was seen broken.
  public static let brokenInvariant = ExitStatus(rawValue: 99)

  /// The server answered with an error: 64 + the gRPC code.
  public static func errorAnswer(code: Int32) -> ExitStatus {
    ExitStatus(rawValue: 64 &+ code)
  }
}
