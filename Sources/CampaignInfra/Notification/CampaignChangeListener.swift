public import CampaignDomain
import CLibPQ
import Dispatch
import Glibc
public import Logging
import Synchronization

/// Listens, on a connection and a thread of its own, to what is told of campaigns (PostgreSQL documentation, LISTEN).
/// Notifications are hints: whoever waits here looks for itself, and looks also when nothing came in time.
public final class CampaignChangeListener: Sendable {
  private let worker: ListenerWorker
  private let requests = WorkQueue<ListenerWorker.Request>(capacity: 16)
  fileprivate let running = DispatchGroup()
  private let member: SessionMember
  private let isStopped = Atomic<Bool>(false)

  /// A listener that shares the database with nothing else in its process.
  public convenience init?(
    _ configuration: PostgresConfiguration, logger: Logger,
    onChange: @escaping @Sendable (CampaignID) -> Void = { _ in }
  ) {
    self.init(configuration, as: DatabaseSessions(logger: logger).join(), onChange: onChange)
  }

  /// Starts the thread, which connects when somebody waits. `onChange` hears there, while somebody waits, of each
  /// campaign that is told of, and must not block. `nil`: the system has no thread or descriptor to give.
  public init?(
    _ configuration: PostgresConfiguration, as member: SessionMember,
    onChange: @escaping @Sendable (CampaignID) -> Void = { _ in }
  ) {
    self.member = member
    let wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard wakeup >= 0 else { return nil }
    let worker = ListenerWorker(configuration: configuration, wakeup: wakeup, onChange: onChange, member: member)
    self.worker = worker
    let (requests, running) = (requests, running)
    member.onSignal { [weak worker, weak requests] signal in
      switch signal {
      case .released: break
      case .doubt:
        requests?.doubt()
        worker?.interrupt()
      case .recovered: worker?.recovered()
      }
    }
    running.enter()
    let isStarted = ConnectionThread.start(named: "listen") {
      worker.run(requests)
      running.leave()
    }
    guard isStarted else {
      running.leave()
      // The worker closes the descriptor when it goes.
      return nil
    }
  }

  deinit {
    stop()
  }

  /// Returns when something was told of a campaign since the last wait, at `deadline`, or when the listener is stopped.
  /// While it has no connection and makes one, only the deadline ends a wait. The first wait of a connection returns at
  /// once: what was told before it is not known.
  public func wait(until deadline: ContinuousClock.Instant) async {
    guard ContinuousClock.now < deadline else { return }
    let waiting = SingleResumption()
    // Connecting may take longer than the caller can wait.
    let timer = Task {
      try? await Task.sleep(until: deadline, tolerance: .zero, clock: .continuous)
      waiting.resume()
    }
    await withCheckedContinuation { continuation in
      waiting.begin(continuation)
      switch requests.add(ListenerWorker.Request(deadline: deadline, completion: { waiting.resume() })) {
      case .added: break
      // The worker is far behind: the timer ends this wait.
      case .full: break
      case .closed, .unavailable: waiting.resume()
      }
    }
    timer.cancel()
  }

  /// Listens until it is stopped; for those who want nothing but `onChange`.
  public func run() async {
    while !isStopped.load(ordering: .acquiring) { await wait(until: .now + .seconds(1)) }
  }

  /// Ends the wait that is under way and every later one.
  public func stop() {
    isStopped.store(true, ordering: .releasing)
    requests.close()
    worker.stop()
    member.left()
  }
}

extension CampaignChangeListener {
  /// Stops, and blocks until the connection is closed or `limit` has passed; false: it has passed.
  @discardableResult
  public func close(within limit: Duration) -> Bool {
    stop()
    return running.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success
  }
}

/// A continuation that several may want to resume: the first one does.
private final class SingleResumption: Sendable {
  private enum State {
    case waiting(CheckedContinuation<Void, Never>?)
    case resumed
  }

  private let state = Mutex(State.waiting(nil))

  func begin(_ continuation: CheckedContinuation<Void, Never>) {
    let isTooLate = state.withLock { state in
      if case .resumed = state { return true }
      state = .waiting(continuation)
      return false
    }
    if isTooLate { continuation.resume() }
  }

  func resume() {
    let continuation: CheckedContinuation<Void, Never>? = state.withLock { state in
      guard case .waiting(let continuation) = state else { return nil }
      state = .resumed
      return continuation
    }
    continuation?.resume()
  }
}
