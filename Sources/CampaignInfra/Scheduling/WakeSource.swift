import Synchronization

/// The thing on which a loop of jobs sleeps: its deadline, and whatever else ends a sleep.
public protocol WakeSource: Sendable {
  /// Returns at `deadline` at the latest, and at once when it is stopped.
  func wait(until deadline: ContinuousClock.Instant) async

  /// Ends the wait that is under way and every later one.
  func stop()
}

extension CampaignChangeListener: WakeSource {}

/// Sleeps for jobs of which nobody tells when there is something to do.
public final class JobTimer: WakeSource {
  private let flag = ChangeFlag()
  private let isStopped = Atomic(false)

  /// Makes one that is not stopped.
  public init() {}

  /// Returns at `deadline`, or when it is stopped.
  public func wait(until deadline: ContinuousClock.Instant) async {
    guard ContinuousClock.now < deadline, !isStopped.load(ordering: .acquiring) else { return }
    let flag = flag
    let timer = Task {
      do { try await Task.sleep(until: deadline, tolerance: .zero, clock: .continuous) } catch { return }
      flag.raise()
    }
    await flag.wait()
    timer.cancel()
  }

  /// Ends the wait that is under way, or else the next one.
  public func wake() { flag.raise() }

  /// Ends the wait that is under way and every later one.
  public func stop() {
    isStopped.store(true, ordering: .releasing)
    flag.raise()
  }
}
