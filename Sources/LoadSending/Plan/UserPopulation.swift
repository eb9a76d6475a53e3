/// The users who ask in a run: the one that each request names.
public struct UserPopulation: Equatable, Sendable {
  /// The way in which requests come by their users.
  public enum Kind: Equatable, Sendable {
    /// Each request has a user that no other has.
    case unique
    /// So many users ask in turn.
    case repeated(Int)
    /// So many users ask at random, each as often as the others.
    case random(Int)
    /// So many users ask at random, a few of them most of the time: the n-th asks 1/n as often as the first.
    case hot(Int)
  }

  /// The way in which requests come by their users.
  public var kind: Kind

  /// The same seed gives the same users to the same requests; `nil` lets the run draw its own.
  public var seed: UInt64?

  /// A population; each request has a user of its own unless told otherwise.
  public init(_ kind: Kind = .unique, seed: UInt64? = nil) {
    self.kind = kind
    self.seed = seed
  }

  /// The users who ask, for a person: `100 in turn`.
  package var text: String {
    switch kind {
    case .unique: "one for each request"
    case .repeated(let count): "\(NumberText.grouped(count)) in turn"
    case .random(let count): "\(NumberText.grouped(count)) at random"
    case .hot(let count): "\(NumberText.grouped(count)) at random, the n-th 1/n as often as the first"
    }
  }

  /// The number of users; `nil` for as many as requests.
  package var count: Int? {
    switch kind {
    case .unique: nil
    case .repeated(let count), .random(let count), .hot(let count): count
    }
  }
}
