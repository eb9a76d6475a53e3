import Synchronization

/// A clock that stands still until it is told to go on.
final class ManualClock: Sendable {
  private let state: Mutex<(time: ContinuousClock.Instant, step: Duration)>

  init() {
    state = Mutex((.now, .zero))
  }

  /// The time; it goes on by a step.
  var now: ContinuousClock.Instant {
    state.withLock { state in
      state.time = state.time.advanced(by: state.step)
      return state.time
    }
  }

  /// The step by which the clock goes on at each reading.
  var step: Duration {
    get { state.withLock { $0.step } }
    set { state.withLock { $0.step = newValue } }
  }

  func advance(by duration: Duration) {
    state.withLock { $0.time = $0.time.advanced(by: duration) }
  }
}
