import Synchronization

/// One call's deadline and fate. The clock and the decision race for it, and the one that comes first has it: a call
/// whose time is over before it is decided is dropped; one that was decided is finished (docs/contract.md, section 1).
public final class Call: Sendable {
  private enum Fate {
    static let undecided: UInt8 = 0
    static let decided: UInt8 = 1
    static let expired: UInt8 = 2
  }

  /// `nil`: the call has all the time in the world.
  public let deadline: ContinuousClock.Instant?
  private let fate = Atomic<UInt8>(Fate.undecided)

  /// A call that nobody has decided yet. `deadline` is by the server's monotonic clock, not by the database's.
  public init(deadline: ContinuousClock.Instant? = nil) {
    self.deadline = deadline
  }

  /// Takes the call for a decision: from then on it can't expire. False: its time is over, and it has to be dropped.
  public func beginDecision(at now: ContinuousClock.Instant = .now) -> Bool {
    if let deadline, now >= deadline {
      _ = expire()
      return fate.load(ordering: .acquiring) == Fate.decided
    }
    let (exchanged, original) = fate.compareExchange(
      expected: Fate.undecided, desired: Fate.decided, ordering: .acquiringAndReleasing)
    return exchanged || original == Fate.decided
  }

  /// Ends the call because its time is over. True: it was undecided, and whoever called this answers
  /// DEADLINE_EXCEEDED. False: it was decided and will be answered, or it was ended before.
  public func expire() -> Bool {
    fate.compareExchange(
      expected: Fate.undecided, desired: Fate.expired, ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// True when there is no use in working for it any more. Decides nothing.
  public func isOver(at now: ContinuousClock.Instant = .now) -> Bool {
    if let deadline, now >= deadline, fate.load(ordering: .acquiring) != Fate.decided { return true }
    return fate.load(ordering: .acquiring) == Fate.expired
  }
}
