/// The workers of a pool and the work that waits for them. A pure value: it knows nothing of threads and connections,
/// says to each worker which step is next, and names those that have to be woken.
///
///     resting ──connect──▶ connecting ──connected──▶ idle ⇄ serving
///        ▲ ▲                   │                      │ ▲      │
///        │ └────failed, refused┘                      ▼ │      │
///        └──────────────lost, given back────────── checking ◀──┘
///
/// Work goes to the worker that became idle last: its connection is warm, and those that nobody needs are left alone
/// long enough to be given back. Where nobody is idle a resting worker connects, and the work goes to whoever is ready
/// first. Work fails only where no worker has a session and an attempt to make one failed.
struct PoolState<Work: Sendable>: Sendable {
  typealias Worker = Int
  typealias Instant = ContinuousClock.Instant

  enum Addition: Equatable {
    case added
    case full
    case closed
    /// There is no session, and it is not yet time to try for one.
    case unavailable(retryAfter: Duration)
  }

  /// One step of a worker.
  enum Assignment: Sendable {
    case serve(Work)
    /// Make a session, and tell how that ended.
    case connect
    /// Look whether its session, if it has one, is still good, and ask for the next step.
    case validate
    /// End: nothing will come any more.
    case leave
  }

  enum Next: Sendable {
    case assigned(Assignment)
    /// Nothing now. The worker is woken, and looks again by itself when this time has come.
    case wait(until: Instant?)
  }

  /// A worker that has to be woken, and why.
  struct Waking: Sendable {
    let worker: Worker
    let assignment: Assignment
  }

  private let capacity: Int
  /// A session is kept, and made again when it is lost, also while there is nothing to do.
  private let keepsOne: Bool
  private var waiting = WaitingLine<Work>()
  /// Workers with a session and without work; the last became idle last.
  private(set) var idle: [Worker] = []
  /// Workers without a session.
  private(set) var resting: [Worker] = []
  /// The resting worker that looks again when the back-off is over.
  private var timekeeper: Worker?
  /// Workers that make a session before there is work for it.
  private var eager: Set<Worker>
  /// The number of workers that have a session, lost ones that nobody looked at included.
  private(set) var sessionCount = 0
  private var attemptCount = 0
  /// Other pools have to get their first session before this one gets another.
  private var isHeldBack = false
  private var isClosed = false
  private var backoff = ReconnectBackoff()

  /// `connectsAtOnce`: workers make sessions before there is work, and one is kept.
  init(capacity: Int, workers: Int = 1, connectsAtOnce: Bool = false) {
    self.capacity = capacity
    keepsOne = connectsAtOnce
    eager = connectsAtOnce ? Set(0..<workers) : []
  }

  /// Takes work, for an idle worker or for the next that is ready.
  mutating func add(_ work: Work, at now: @autoclosure () -> Instant) -> (Addition, Waking?) {
    guard !isClosed else { return (.closed, nil) }
    if let worker = idle.popLast() { return (.added, Waking(worker: worker, assignment: .serve(work))) }
    if sessionCount == 0, attemptCount == 0, let left = backoff.timeLeft(at: now()) {
      return (.unavailable(retryAfter: left), nil)
    }
    guard waiting.count < capacity else { return (.full, nil) }
    waiting.append(work)
    guard timekeeper == nil, mayConnect, let worker = resting.popLast() else { return (.added, nil) }
    return (.added, Waking(worker: worker, assignment: .validate))
  }

  /// The next step of a worker that has nothing to do. One that has to wait is idle, or rests.
  mutating func next(for worker: Worker, hasSession: Bool, at now: @autoclosure () -> Instant) -> Next {
    if hasSession {
      if let work = waiting.takeFirst() { return .assigned(.serve(work)) }
      if isClosed {
        sessionCount = max(0, sessionCount - 1)
        return .assigned(.leave)
      }
      idle.append(worker)
      return .wait(until: nil)
    }
    if isClosed, waiting.isEmpty { return .assigned(.leave) }
    guard wantsSession(of: worker), mayConnect else {
      resting.append(worker)
      return .wait(until: nil)
    }
    let now = now()
    if let left = backoff.timeLeft(at: now) {
      resting.append(worker)
      timekeeper = worker
      return .wait(until: now + left)
    }
    attemptCount += 1
    return .assigned(.connect)
  }

  private func wantsSession(of worker: Worker) -> Bool {
    if !waiting.isEmpty { return true }
    guard !isClosed else { return false }
    // A pool that could not connect goes on trying: whoever comes next finds it well.
    return eager.contains(worker) || sessionCount + attemptCount == 0 && (keepsOne || backoff.hasFailed)
  }

  /// Without a session one attempt is made at a time; a second session may have to wait for other pools' first.
  private var mayConnect: Bool {
    sessionCount == 0 ? attemptCount == 0 : !isHeldBack
  }

  /// A worker made its session. Others may now make theirs.
  mutating func connected(_ worker: Worker) -> [Waking] {
    attemptCount -= 1
    sessionCount += 1
    eager.remove(worker)
    backoff.connected()
    return wakeResting(max(0, waiting.count - 1) + eager.count)
  }

  /// A worker could not make its session. Returns the work that nobody can do then.
  mutating func attemptFailed(
    _ worker: Worker, at now: Instant, using generator: inout some RandomNumberGenerator
  ) -> [Work] {
    attemptCount -= 1
    eager.remove(worker)
    backoff.failed(at: now, using: &generator)
    return sessionCount + attemptCount == 0 ? waiting.takeAll() : []
  }

  /// The database was reached by somebody: there is no reason to wait any longer.
  mutating func recovered() -> [Waking] {
    backoff.connected()
    guard let worker = timekeeper, stoppedWaiting(worker) else { return [] }
    return [Waking(worker: worker, assignment: .validate)]
  }

  /// The time until the next attempt; `nil`: it may be made now.
  func retryAfter(at now: Instant) -> Duration? { backoff.timeLeft(at: now) }

  /// A worker may not make its session before other pools have one: it waits until `released`.
  mutating func refused(_ worker: Worker) {
    attemptCount -= 1
    isHeldBack = true
  }

  /// Every pool has a session that can have one.
  mutating func released() -> [Waking] {
    guard isHeldBack else { return [] }
    isHeldBack = false
    return wakeResting(waiting.count + eager.count)
  }

  private mutating func wakeResting(_ count: Int) -> [Waking] {
    let woken = resting.suffix(max(0, count))
    resting.removeLast(woken.count)
    if let worker = timekeeper, woken.contains(worker) { timekeeper = nil }
    return woken.map { Waking(worker: $0, assignment: .validate) }
  }

  /// A worker's session is over. `isFailure`: it ended in a way that a new one may end too, so that the back-off counts
  /// it.
  mutating func lost(
    isFailure: Bool, at now: Instant, using generator: inout some RandomNumberGenerator
  ) {
    sessionCount = max(0, sessionCount - 1)
    if isFailure { backoff.failed(at: now, using: &generator) }
  }

  /// A session did what it should: the failures before it are over.
  mutating func proved() {
    backoff.succeeded()
  }

  /// True where a worker that has nothing to do may end its session. The last one stays: the next caller must not wait.
  mutating func releaseSession() -> Bool {
    guard sessionCount > 1 else { return false }
    sessionCount -= 1
    return true
  }

  /// Takes back, in its place, work that its worker can't begin now.
  mutating func requeue(_ work: Work) -> [Waking] {
    if let worker = idle.popLast() { return [Waking(worker: worker, assignment: .serve(work))] }
    waiting.putBack(work)
    return []
  }

  /// Sessions are suspect: every idle worker looks at its own before it is given work.
  mutating func suspect() -> [Waking] {
    defer { idle = [] }
    return idle.map { Waking(worker: $0, assignment: .validate) }
  }

  /// The time is over for which a worker would wait. False: it was given something to do just now.
  mutating func stoppedWaiting(_ worker: Worker) -> Bool {
    if timekeeper == worker { timekeeper = nil }
    let count = idle.count + resting.count
    idle.removeAll { $0 == worker }
    resting.removeAll { $0 == worker }
    return idle.count + resting.count < count
  }

  /// Takes no more work; the work that waits is still done.
  mutating func close() -> [Waking] {
    isClosed = true
    defer { (idle, resting, timekeeper) = ([], [], nil) }
    return (idle + resting).map { Waking(worker: $0, assignment: .validate) }
  }
}
