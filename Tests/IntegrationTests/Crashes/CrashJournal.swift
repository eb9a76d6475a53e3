import CrashChecking
import Synchronization
import TestDatabase

/// Keeps what callers were told, in one order with what was sent and what was read from the database.
final class CrashJournal: Sendable {
  private struct State {
    var place = 0
    var answers = 0
    var observations: [Observation] = []
    var earlier: [Observation] = []
    var undecided = 0
    var refused = 0
    var surprises: [String] = []
  }

  private let state = Mutex(State())

  /// The next place of the order.
  func next() -> Int {
    state.withLock { state in
      state.place += 1
      return state.place
    }
  }

  /// An answer came to a call that was sent at this place; `nil`: one that promises nothing.
  func hear(_ told: Told?, sent: Int) {
    state.withLock { state in
      state.place += 1
      guard let told else { return }
      state.answers += 1
      state.observations.append(Observation(sent: sent, heard: state.place, told: told))
    }
  }

  /// A change whose outcome nobody knows.
  func hearNothing() { state.withLock { $0.undecided += 1 } }

  /// A call that was not served, because the database is away or too much waits for it.
  func hearRefusal() { state.withLock { $0.refused += 1 } }

  /// An answer that no caller should get.
  func hear(surprise: String) {
    state.withLock { if $0.surprises.count < 20 { $0.surprises.append(surprise) } }
  }

  /// Keeps the answers of the round that ends for one more round, and those before no longer.
  func beginRound() {
    state.withLock { state in
      state.earlier = state.observations
      state.observations = []
    }
  }

  /// The answers of this round and the one before.
  var observations: [Observation] { state.withLock { $0.earlier + $0.observations } }
  /// The answers so far of all rounds.
  var answerCount: Int { state.withLock { $0.answers } }
  /// The changes so far of which nobody knows the outcome.
  var undecidedCount: Int { state.withLock { $0.undecided } }
  /// The calls so far that were not served.
  var refusedCount: Int { state.withLock { $0.refused } }
  /// The answers so far that no caller should get, at most 20.
  var surprises: [String] { state.withLock { $0.surprises } }
}

extension CrashJournal {
  /// Everything that callers were told, against what the database holds now.
  func contradictions(to database: TestDatabase, sinceCampaign first: Int64) throws -> [Contradiction] {
    let place = next()
    let state = try StoredState(readFrom: database, sinceCampaign: first, at: place)
    return CrashChecks.contradictions(of: observations, to: state)
  }

  /// The coupons that callers were told of as new.
  var newCouponCount: Int {
    observations.count { if case .coupon(_, _, isReplay: false) = $0.told { true } else { false } }
  }
}
