/// The end of a program with an exit status of its own and a message for standard error.
public struct ProgramFailure: Error, Equatable, Sendable {
  /// The status with which the program exits.
  public var status: ExitStatus
  /// The text on standard error, without the line's end; nothing is said when it is empty.
  public var message: String

  /// Makes the end of a program.
  public init(_ status: ExitStatus, _ message: String = "") {
    self.status = status
    self.message = message
  }
}
