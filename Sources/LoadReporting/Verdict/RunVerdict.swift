/// The verdict on a run, the better before the worse: of several that are true, the worst is what a program exits with.
public enum RunVerdict: Int, Comparable, Sendable {
  /// Something was proven, and nothing is wrong.
  case held
  /// A threshold of `--fail-on` was exceeded.
  case thresholdExceeded
  /// Nothing was proven: nothing was sent, nobody was served, or the campaign could not be read back.
  case unproven
  /// The run was stopped before its end.
  case interrupted
  /// An invariant is broken.
  case broken

  /// The program's exit status.
  public var exitStatus: Int32 {
    switch self {
    case .held: 0
    case .thresholdExceeded: 98
    case .unproven: 1
    case .interrupted: 130
    case .broken: 99
    }
  }

  /// True if the first is the better one.
  public static func < (left: RunVerdict, right: RunVerdict) -> Bool { left.rawValue < right.rawValue }
}
