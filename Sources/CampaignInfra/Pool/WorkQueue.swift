import Dispatch
import Glibc
import Synchronization

/// A bounded queue between those who never block and the threads that do. `PoolState` decides; here threads sleep and
/// wake.
final class WorkQueue<Work: Sendable>: Sendable {
  typealias Assignment = PoolState<Work>.Assignment
  typealias Addition = PoolState<Work>.Addition

  /// The place where a worker's thread finds what it was given while it waited.
  private final class Desk: Sendable {
    let assignment = Mutex<Assignment?>(nil)
    let wake = DispatchSemaphore(value: 0)
  }

  /// The time for which a worker that has nothing to do stays awake: as long as waking it takes. A crowd that was just
  /// answered may be back by then.
  private static var wakeful: Duration { .microseconds(40) }

  private let state: Mutex<PoolState<Work>>
  private let desks: [Desk]

  /// Workers are 0, 1, 2…
  init(capacity: Int, workers: Int = 1, connectsAtOnce: Bool = false) {
    state = Mutex(PoolState(capacity: capacity, workers: workers, connectsAtOnce: connectsAtOnce))
    desks = (0..<max(1, workers)).map { _ in Desk() }
  }

  /// The number of workers that wait for work.
  var idleCount: Int { state.withLock { $0.idle.count + $0.resting.count } }

  /// Hands the work to an idle worker, or keeps it for the next that is ready.
  func add(_ work: Work) -> Addition {
    let (addition, waking) = state.withLock { $0.add(work, at: .now) }
    if let waking { wake(waking) }
    return addition
  }

  /// The worker's next step, once there is one; `nil`: there was none within `limit`. A worker without a session waits
  /// without a limit. Work that was added before the queue was closed is still done.
  func next(for worker: Int, hasSession: Bool = true, within limit: Duration? = nil) -> Assignment? {
    guard desks.indices.contains(worker) else { return .leave }
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
    let desk = desks[worker]
    if stayAwake(desk) {
      // Woken already.
    } else if let limit {
      if desk.wake.wait(timeout: .now() + .nanoseconds(Int(clamping: limit.nanoseconds))) == .timedOut {
        if state.withLock({ $0.stoppedWaiting(worker) }) { return nil }
        // Somebody gave it something just now, and signals.
        desk.wake.wait()
      }
    } else {
      desk.wake.wait()
    }
    return desk.assignment.withLock { $0.take() } ?? .look
  }

  /// Looks again and again, for a moment, giving the core to whoever can use it. True: the worker was woken.
  private func stayAwake(_ desk: Desk) -> Bool {
    let end = ContinuousClock.now + Self.wakeful
    repeat {
      if desk.wake.wait(timeout: .now()) == .success { return true }
      sched_yield()
    } while ContinuousClock.now < end
    return false
  }

  private func wake(_ waking: PoolState<Work>.Waking) {
    let desk = desks[waking.worker]
    desk.assignment.withLock { $0 = waking.assignment }
    desk.wake.signal()
  }

  /// Lets one transition of the state happen, and wakes whom it names.
  private func change(_ transition: @Sendable (inout PoolState<Work>) -> [PoolState<Work>.Waking]) {
    for waking in state.withLock({ transition(&$0) }) { wake(waking) }
  }

  /// Takes no more work. The work that waits is still done; then every worker learns that it is over.
  func close() { change { $0.close() } }

  /// Puts work that its worker can't begin now back to the front.
  func giveBack(_ work: Work) { change { $0.giveBack(work).map { [$0] } ?? [] } }

  /// Has every idle worker look at its session.
  func doubt() { change { $0.doubt() } }

  /// A worker that was told to connect has its session.
  func connected(_ worker: Int) { change { $0.connected(worker) } }

  /// It has none. Returns the work that nobody can do then.
  func attemptFailed(_ worker: Int) -> [Work] {
    var generator = SystemRandomNumberGenerator()
    return state.withLock { $0.attemptFailed(worker, at: .now, using: &generator) }
  }

  /// It may not connect before other pools have their first session.
  func refused(_ worker: Int) { state.withLock { $0.refused(worker) } }

  /// Now it may.
  func released() { change { $0.released() } }

  /// Somebody reached the database again.
  func recovered() { change { $0.recovered() } }

  /// A worker's session is over. `isFailure`: the back-off counts it.
  func lost(isFailure: Bool) {
    var generator = SystemRandomNumberGenerator()
    state.withLock { $0.lost(isFailure: isFailure, at: .now, using: &generator) }
  }

  /// A new session did what it should.
  func proved() { state.withLock { $0.proved() } }

  /// True where a worker that has nothing to do may end its session.
  func giveBackSession() -> Bool { state.withLock { $0.giveBackSession() } }

  /// True where any worker has a session.
  var hasSession: Bool { state.withLock { $0.sessionCount > 0 } }

  /// The time until the next attempt to connect.
  var retryAfter: Duration? { state.withLock { $0.retryAfter(at: .now) } }
}

extension Duration {
  /// Whole nanoseconds, cut.
  fileprivate var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return isTooLarge ? .max : product + attoseconds / 1_000_000_000
  }
}
