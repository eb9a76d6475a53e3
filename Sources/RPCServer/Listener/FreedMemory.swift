import CMalloc
import Dispatch
import Synchronization

/// Gives memory back to the system after much of it was freed. By itself the allocator keeps what lies between blocks
/// that are in use: after a storm of large answers that is most of what they took, for as long as the process runs.
final class FreedMemory: Sendable {
  private struct State {
    /// The bytes that were freed since memory was last given back.
    var byteCount = 0
    var isScheduled = false
  }

  private let threshold: Int
  private let delay: DispatchTimeInterval
  private let giveBack: @Sendable () -> Void
  private let state = Mutex(State())

  /// Waits until `threshold` bytes were freed, and then for `delay`, so that a storm has it done once and not all the
  /// time: it takes milliseconds, and whoever needs memory from what is being searched waits for it.
  init(
    threshold: Int = 1 << 20, delay: DispatchTimeInterval = .seconds(2),
    giveBack: @escaping @Sendable () -> Void = { _ = malloc_trim(0) }
  ) {
    self.threshold = threshold
    self.delay = delay
    self.giveBack = giveBack
  }

  /// Counts bytes that were freed.
  func note(_ byteCount: Int) {
    let isDue = state.withLock { state in
      state.byteCount += byteCount
      return becomesDue(&state)
    }
    if isDue { schedule() }
  }

  private func becomesDue(_ state: inout State) -> Bool {
    guard state.byteCount >= threshold, !state.isScheduled else { return false }
    state.isScheduled = true
    return true
  }

  private func schedule() {
    DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + delay) { [self] in
      state.withLock { $0.byteCount = 0 }
      giveBack()
      let isDue = state.withLock { state in
        state.isScheduled = false
        return becomesDue(&state)
      }
      if isDue { schedule() }
    }
  }
}
