import Synchronization

/// Stays raised until a wait takes it down. Somebody who waits anew ends the wait before.
final class ChangeFlag: Sendable {
  private struct State {
    var isRaised = false
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func raise() {
    let waiting = state.withLock { state in
      defer { state.waiting = nil }
      state.isRaised = state.waiting == nil
      return state.waiting
    }
    waiting?.resume()
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let finished: CheckedContinuation<Void, Never>? = state.withLock { state in
        let before = state.waiting
        (state.waiting, state.isRaised) = (state.isRaised ? nil : continuation, false)
        return state.waiting == nil ? continuation : before
      }
      finished?.resume()
    }
  }
}
