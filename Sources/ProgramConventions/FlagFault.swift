/// What is wrong with the value of a flag, in words that say what is right.
public struct FlagFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is right, such as `expected HOST:PORT, such as 127.0.0.1:7400`.
  public let description: String

  /// Makes a fault that says what is right.
  public init(_ description: String) {
    self.description = description
  }
}
