/// Something that must be true after any load, and what shows whether it is.
public struct Invariant: Codable, Equatable, Sendable {
  /// A short name that stays the same.
  public var name: String

  /// Whether it is true.
  public var held: Bool

  /// The numbers that it was found by.
  public var evidence: String
}

/// An invariant that a run could not show to be true or broken: it holds of nothing as of everything.
public struct UnprovenInvariant: Equatable, Sendable {
  /// The invariant's name.
  public var name: String

  /// What would have been needed.
  public var reason: String

  /// What could not be shown, and why.
  package init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}

extension Invariant {
  /// An invariant that holds unless something was found that contradicts it.
  package init(_ name: String, faults: [String], evidence: String) {
    self.init(
      name: name, held: faults.isEmpty, evidence: faults.isEmpty ? evidence : faults.joined(separator: "; "))
  }
}
