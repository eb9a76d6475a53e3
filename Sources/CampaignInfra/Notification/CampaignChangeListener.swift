public import CampaignDomain
import Dispatch

/// Listens, on a connection and a thread of its own, to what is told of campaigns (PostgreSQL documentation, LISTEN).
/// Notifications are hints: whoever waits here looks for itself, and looks also when nothing came in time.
public final class CampaignChangeListener: Sendable {
  private let worker: ListenerWorker
  private let running = DispatchGroup()
  private let member: SessionMember

  /// Starts the thread, which connects. `onChange` hears there of each campaign that is told of, and must not block.
  /// `nil`: the system has no thread or descriptor to give.
  public init?(
    _ configuration: PostgresConfiguration, as member: SessionMember,
    onChange: @escaping @Sendable (CampaignID) -> Void = { _ in }
  ) {
    self.member = member
    guard let worker = ListenerWorker(configuration: configuration, onChange: onChange, member: member) else {
      return nil
    }
    self.worker = worker
    member.onSignal { [weak worker] signal in
      switch signal {
      case .released: break
      case .suspect: worker?.interrupt()
      case .recovered: worker?.recovered()
      }
    }
    guard ConnectionThread.start(named: "listen", in: running, { worker.run() }) else { return nil }
  }

  deinit {
    stop()
  }

  /// Returns when something was told of a campaign since the last wait, at `deadline`, or when the listener is stopped.
  /// While it has no connection only the deadline ends a wait. One returns when there is a connection anew: what was
  /// told before it is not known.
  public func wait(until deadline: ContinuousClock.Instant) async {
    guard ContinuousClock.now < deadline, !worker.isStopped else { return }
    let changes = worker.changes
    let timer = Task {
      do { try await Task.sleep(until: deadline, tolerance: .zero, clock: .continuous) } catch { return }
      changes.raise()
    }
    await changes.wait()
    timer.cancel()
  }

  /// Listens until it is stopped; for those who want nothing but `onChange`.
  public func run() async {
    while !worker.isStopped { await wait(until: .now + .seconds(1)) }
  }

  /// Ends the wait that is under way and every later one.
  public func stop() {
    worker.stop()
    member.left()
  }

  /// Stops, and blocks until the connection is closed or `limit` has passed; false: it has passed.
  @discardableResult
  public func close(within limit: Duration) -> Bool {
    stop()
    return running.waitForThreads(within: limit)
  }
}
