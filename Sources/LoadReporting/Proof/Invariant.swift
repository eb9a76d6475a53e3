/// Something that must be true after any load, and the evidence whether it is.
public struct Invariant: Codable, Equatable, Sendable {
  /// A short name that stays the same.
  public var name: String

  /// True if it holds.
  public var held: Bool

  /// The numbers that it was found by.
  public var evidence: String
}

/// An invariant that a run could not show to be true or broken: it holds of nothing as of everything.
public struct UnprovenInvariant: Equatable, Sendable {
  /// The invariant's name.
  public var name: String

  /// The condition that would have been needed.
  public var reason: String
}

extension Invariant {
  /// An invariant that holds when every demand is met; the evidence names them all, or those that are not.
  package init(_ name: String, demands: [(isMet: Bool, text: String)]) {
    self.init(
      name, faults: demands.filter { !$0.isMet }.map { "not true: \($0.text)" },
      evidence: demands.map(\.text).joined(separator: "; "))
  }

  /// An invariant that holds when every demand is met.
  package init(_ name: String, _ demands: (isMet: Bool, text: String)...) {
    self.init(name, demands: demands)
  }

  /// An invariant that holds unless something was found that contradicts it.
  package init(_ name: String, faults: [String], evidence: String) {
    self.init(
      name: name, held: faults.isEmpty, evidence: faults.isEmpty ? evidence : faults.joined(separator: "; "))
  }
}

extension [Invariant] {
  /// The invariants that a run shows, true or broken, apart from those that would hold whatever the server does. A
  /// broken one is shown in any case; `missing` says what the run lacks to show one.
  package func divided(missing: (String) -> String?) -> (shown: [Invariant], unproven: [UnprovenInvariant]) {
    var (shown, unproven): ([Invariant], [UnprovenInvariant]) = ([], [])
    for invariant in self {
      if invariant.held, let reason = missing(invariant.name) {
        unproven.append(UnprovenInvariant(name: invariant.name, reason: reason))
      } else {
        shown.append(invariant)
      }
    }
    return (shown, unproven)
  }
}
