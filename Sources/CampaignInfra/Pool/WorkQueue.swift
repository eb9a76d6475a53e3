import Dispatch
import Glibc
import Synchronization

/// A bounded queue between those who never block and the threads that do. Work goes to the thread that became idle last:
/// its connection is warm, and those that nobody needs are left alone long enough to be given back. Where only workers
/// without a connection are idle, one gets ready, and the work goes to whoever is ready first.
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
    /// Work waits: the worker should get ready for it and then ask again.
    case getReady
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
    /// Those who wait, too, but would have to get ready first.
    var unready: [Worker] = []

    var count: Int { waiting.count - head }

    /// Takes a worker off the idle ones. False: somebody took it before.
    mutating func remove(_ worker: Worker) -> Bool {
      let count = idle.count + unready.count
      idle.removeAll { $0 === worker }
      unready.removeAll { $0 === worker }
      return idle.count + unready.count < count
    }

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

  /// How long a worker that has nothing to do stays awake: as long as waking it takes. A crowd that was just answered may be
  /// back by then.
  private static var wakeful: Duration { .microseconds(40) }

  private let capacity: Int
  private let state = Mutex(State())

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// How many workers wait for work.
  var idleCount: Int { state.withLock { $0.idle.count + $0.unready.count } }

  /// Hands the work to an idle worker, or keeps it for the next that is ready.
  func add(_ work: Work) -> Addition {
    let (addition, worker) = state.withLock { state -> (Addition, Worker?) in
      guard !state.isClosed else { return (.closed, nil) }
      if let worker = state.idle.popLast() {
        worker.handed.withLock { $0 = work }
        return (.added, worker)
      }
      guard state.count < capacity else { return (.full, nil) }
      state.waiting.append(work)
      return (.added, state.unready.popLast())
    }
    worker?.wake.signal()
    return addition
  }

  /// The worker's next work, once there is some. `limit`: how long to wait for it; nil: until there is, or never will be.
  /// What was added before the queue was closed is still done.
  func next(for worker: Worker, isReady: Bool = true, within limit: Duration? = nil) -> Next {
    let next = state.withLock { state -> Next? in
      if let work = state.takeFirst() { return .work(work) }
      guard !state.isClosed else { return .closed }
      if isReady { state.idle.append(worker) } else { state.unready.append(worker) }
      return nil
    }
    if let next { return next }
    if stayAwake(worker) {
      // Handed over already.
    } else if let limit, worker.wake.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .timedOut {
      if state.withLock({ $0.remove(worker) }) { return .none }
      // Somebody took it off the stack just now, and signals.
      worker.wake.wait()
    } else if limit == nil {
      worker.wake.wait()
    }
    if let work = worker.handed.withLock({ $0.take() }) { return .work(work) }
    return state.withLock { $0.isClosed && $0.count == 0 } ? .closed : .getReady
  }

  /// Looks again and again, for a moment, giving the core to whoever can use it. True: the worker was handed work, or woken
  /// for another reason.
  private func stayAwake(_ worker: Worker) -> Bool {
    let end = ContinuousClock.now + Self.wakeful
    repeat {
      if worker.wake.wait(timeout: .now()) == .success { return true }
      sched_yield()
    } while ContinuousClock.now < end
    return false
  }

  /// Takes no more work. What waits is still done; then every worker learns that it is over.
  func close() {
    let idle = state.withLock { state in
      state.isClosed = true
      defer { (state.idle, state.unready) = ([], []) }
      return state.idle + state.unready
    }
    for worker in idle { worker.wake.signal() }
  }
}
