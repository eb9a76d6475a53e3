package import CampaignApplication
import Synchronization

/// A use case that keeps its calls until the test completes them.
package final class HeldCalls<Input: Sendable, Output: Sendable>: UseCase {
  package typealias Completion = @Sendable (Result<Output, UseCaseError>) -> Void

  package struct Held: Sendable {
    package let input: Input
    package let call: Call
    package let complete: Completion
  }

  private struct State {
    var held: [Held] = []
    var seen = 0
    var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// The number of calls that came so far.
  package var seen: Int { state.withLock { $0.seen } }

  package func execute(_ input: Input, call: Call, completion: @escaping Completion) {
    let due = state.withLock { state in
      state.held.append(Held(input: input, call: call, complete: completion))
      state.seen += 1
      let seen = state.seen
      let due = state.waiters.filter { $0.count <= seen }
      state.waiters.removeAll { $0.count <= seen }
      return due
    }
    for waiter in due { waiter.continuation.resume() }
  }

  /// Waits until this many calls came in all.
  package func waitUntilSeen(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isDue = state.withLock { state in
        if state.seen >= count { return true }
        state.waiters.append((count, continuation))
        return false
      }
      if isDue { continuation.resume() }
    }
  }

  /// Hands the calls over that wait, in the order in which they came.
  package func take() -> [Held] {
    state.withLock { state in
      defer { state.held = [] }
      return state.held
    }
  }
}
