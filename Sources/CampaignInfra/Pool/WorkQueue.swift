import Dispatch
import Synchronization

/// A bounded queue between those who never block and the threads that do.
final class WorkQueue<Work: Sendable>: Sendable {
  private struct State {
    var waiting: [Work] = []
    var head = 0
    var isClosed = false

    var count: Int { waiting.count - head }
  }

  private let capacity: Int
  private let state = Mutex(State())
  /// Counts what waits, and at the end one for each thread that has to leave.
  private let available = DispatchSemaphore(value: 0)

  init(capacity: Int) {
    self.capacity = capacity
  }

  enum Addition {
    case added
    case full
    case closed
  }

  func add(_ work: Work) -> Addition {
    let addition: Addition = state.withLock { state in
      guard !state.isClosed else { return .closed }
      guard state.count < capacity else { return .full }
      state.waiting.append(work)
      return .added
    }
    if addition == .added { available.signal() }
    return addition
  }

  /// Blocks until there is work; nil: the queue is closed and empty.
  func next() -> Work? {
    available.wait()
    return state.withLock { state in
      guard state.count > 0 else { return nil }
      let work = state.waiting[state.head]
      state.head += 1
      if state.head == state.waiting.count || state.head >= 1024 {
        state.waiting.removeFirst(state.head)
        state.head = 0
      }
      return work
    }
  }

  /// Takes no more work. What waits is still done; then `threads` threads learn that it is over.
  func close(threads: Int) {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    for _ in 0..<threads { available.signal() }
  }
}
