import Synchronization

/// Counts the ends of several callbacks.
final class LockedCounter: Sendable {
  private let state: Mutex<(left: Int, isAllRight: Bool)>

  init(_ count: Int) {
    state = Mutex((count, true))
  }

  /// Counts one; the last one is told if all were right.
  func countDown(_ isRight: Bool) -> Bool? {
    state.withLock { state in
      state.left -= 1
      state.isAllRight = state.isAllRight && isRight
      return state.left == 0 ? state.isAllRight : nil
    }
  }
}
