/// The fault of a flag's value, in words that say what is right.
public struct FlagFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The right form, such as `expected HOST:PORT, such as 127.0.0.1:7400`.
  public let description: String

  /// Makes a fault that says what is right.
  public init(_ description: String) {
    self.description = description
  }
}
