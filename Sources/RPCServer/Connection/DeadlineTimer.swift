import CampaignService
import NIOCore

/// The one timer of a connection, set for the earliest deadline of its calls.
///
/// It may ring early or in vain (calls end without telling it); whoever hears it looks what is due and sets it again.
struct DeadlineTimer {
  /// Deadlines closer to each other than this are looked at together: it bounds how often the calls are searched.
  static let shortestDelay = Duration.milliseconds(1)
  /// A time-out may be centuries; the timer rings in between and is set again.
  static let longestDelay = Duration.seconds(3_600)

  private var scheduled: Scheduled<Void>?

  /// Sets the timer for a deadline, in place of the one that it was set for.
  mutating func set(
    for deadline: MonotonicTime, now: MonotonicTime, on eventLoop: any EventLoop,
    ring: @escaping @Sendable () -> Void
  ) {
    scheduled?.cancel()
    let delay = min(max(.nanoseconds(now.nanoseconds(to: deadline)), Self.shortestDelay), Self.longestDelay)
    scheduled = eventLoop.scheduleTask(in: TimeAmount(delay), ring)
  }

  /// Stops the timer.
  mutating func cancel() {
    scheduled?.cancel()
    scheduled = nil
  }
}
