import Dispatch
import Synchronization

/// A bounded queue between those who never block and the threads that do. Work goes to the thread that became idle last:
/// its connection is warm, and those that nobody needs are left alone long enough to be given back.
final class WorkQueue<Work: Sendable>: Sendable {
  /// A thread that takes work, as the queue sees it.
  final class Worker: Sendable {
    fileprivate let handed = Mutex<Work?>(nil)
    fileprivate let wake = DispatchSemaphore(value: 0)
  }

  enum Addition {
    case added
    case full
    case closed
  }

  enum Next {
    case work(Work)
    /// None came in the time that the worker would wait.
    case none
    /// None will come any more.
    case closed
  }

  private struct State {
    var waiting: [Work] = []
    var head = 0
    var isClosed = false
    /// Those who wait for work; the last became idle last.
    var idle: [Worker] = []

    var count: Int { waiting.count - head }

    mutating func takeFirst() -> Work? {
      guard count > 0 else { return nil }
      let work = waiting[head]
      head += 1
      if head == waiting.count || head >= 1024 {
        waiting.removeFirst(head)
        head = 0
      }
      return work
    }
  }

  private let capacity: Int
  private let state = Mutex(State())

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Hands the work to an idle worker, or keeps it for the next.
  func add(_ work: Work) -> Addition {
    let (addition, worker) = state.withLock { state -> (Addition, Worker?) in
      guard !state.isClosed else { return (.closed, nil) }
      if let worker = state.idle.popLast() {
        worker.handed.withLock { $0 = work }
        return (.added, worker)
      }
      guard state.count < capacity else { return (.full, nil) }
      state.waiting.append(work)
      return (.added, nil)
    }
    worker?.wake.signal()
    return addition
  }

  /// The worker's next work, once there is some. `limit`: how long to wait for it; nil: until there is, or never will be.
  /// What was added before the queue was closed is still done.
  func next(for worker: Worker, within limit: Duration? = nil) -> Next {
    let next = state.withLock { state -> Next? in
      if let work = state.takeFirst() { return .work(work) }
      guard !state.isClosed else { return .closed }
      state.idle.append(worker)
      return nil
    }
    if let next { return next }
    if let limit, worker.wake.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .timedOut {
      let isStillIdle = state.withLock { state in
        guard let index = state.idle.firstIndex(where: { $0 === worker }) else { return false }
        state.idle.remove(at: index)
        return true
      }
      if isStillIdle { return .none }
      // Somebody took it off the stack just now, and signals.
      worker.wake.wait()
    } else if limit == nil {
      worker.wake.wait()
    }
    return worker.handed.withLock { $0.take() }.map(Next.work) ?? .closed
  }

  /// Takes no more work. What waits is still done; then every worker learns that it is over.
  func close() {
    let idle = state.withLock { state in
      state.isClosed = true
      defer { state.idle = [] }
      return state.idle
    }
    for worker in idle { worker.wake.signal() }
  }
}
