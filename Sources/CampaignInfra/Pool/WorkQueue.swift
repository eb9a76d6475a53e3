import Dispatch
import Glibc
import Synchronization

/// A bounded queue between those who never block and the threads that do. `PoolState` decides; here threads sleep and
/// wake.
final class WorkQueue<Work: Sendable>: Sendable {
  typealias Assignment = PoolState<Work>.Assignment
  typealias Addition = PoolState<Work>.Addition

  /// The place where a worker's thread finds what it was given while it waited.
  private final class Mailbox: Sendable {
    let assignment = Mutex<Assignment?>(nil)
    let wake = DispatchSemaphore(value: 0)
  }

  /// The time for which a worker that has nothing to do spins: as long as waking it takes. A crowd that was just
  /// answered may be back by then.
  private static var spinTime: Duration { .microseconds(40) }

  private let state: Mutex<PoolState<Work>>
  private let mailboxes: [Mailbox]

  /// Workers are 0, 1, 2…
  init(capacity: Int, workers: Int = 1, connectsAtOnce: Bool = false) {
    state = Mutex(PoolState(capacity: capacity, workers: workers, connectsAtOnce: connectsAtOnce))
    mailboxes = (0..<max(1, workers)).map { _ in Mailbox() }
  }

  /// Hands the work to an idle worker, or keeps it for the next that is ready.
  func add(_ work: Work) -> Addition {
    let (addition, waking) = state.withLock { $0.add(work, at: .now) }
    if let waking { wake(waking) }
    return addition
  }

  /// The worker's next step, once there is one; `nil`: there was none within `limit`. A worker without a session waits
  /// without a limit. Work that was added before the queue was closed is still done.
  func next(for worker: Int, hasSession: Bool = true, within limit: Duration? = nil) -> Assignment? {
    guard mailboxes.indices.contains(worker) else { return .leave }
    while true {
      switch state.withLock({ $0.next(for: worker, hasSession: hasSession, at: .now) }) {
      case .assigned(let assignment): return assignment
      case .wait(let time):
        if let assignment = wait(worker, within: time.map { max(.zero, $0 - .now) } ?? limit) { return assignment }
        if hasSession { return nil }
      }
    }
  }

  /// Waits until the worker is woken; `nil`: nobody woke it within `limit`.
  private func wait(_ worker: Int, within limit: Duration?) -> Assignment? {
    let mailbox = mailboxes[worker]
    if spin(mailbox) {
      // Woken already.
    } else if let limit {
      if mailbox.wake.wait(timeout: .now() + .nanoseconds(Int(limit.count(of: .nanoseconds(1))))) == .timedOut {
        if state.withLock({ $0.stoppedWaiting(worker) }) { return nil }
        // Somebody gave it something just now, and signals.
        mailbox.wake.wait()
      }
    } else {
      mailbox.wake.wait()
    }
    return mailbox.assignment.withLock { $0.take() } ?? .validate
  }

  /// Looks again and again, for a moment, giving the core to whoever can use it. True: the worker was woken.
  private func spin(_ mailbox: Mailbox) -> Bool {
    let end = ContinuousClock.now + Self.spinTime
    repeat {
      if mailbox.wake.wait(timeout: .now()) == .success { return true }
      sched_yield()
    } while ContinuousClock.now < end
    return false
  }

  private func wake(_ waking: PoolState<Work>.Waking) {
    let mailbox = mailboxes[waking.worker]
    mailbox.assignment.withLock { $0 = waking.assignment }
    mailbox.wake.signal()
  }

  /// Lets one transition of the state happen, and wakes the workers that it names. It must not block.
  func change(_ transition: (inout PoolState<Work>) -> [PoolState<Work>.Waking]) {
    for waking in state.withLock({ transition(&$0) }) { wake(waking) }
  }

  /// Reads the state, or lets a transition of it happen that wakes nobody.
  func withState<Value: Sendable>(_ body: (inout PoolState<Work>) -> Value) -> Value { state.withLock { body(&$0) } }

  /// Takes no more work. The work that waits is still done; then every worker learns that it is over.
  func close() { change { $0.close() } }
}
