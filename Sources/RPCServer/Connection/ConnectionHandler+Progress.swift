import CampaignService
import NIOCore

/// Watches whether the peer takes what is written, while pages wait for it or nothing else keeps the connection.
extension ConnectionHandler {
  /// Begins to watch, unless that is done already or there is nothing to watch.
  func watchWrites() {
    guard progress == nil, let context, hasToBeTaken(context) else { return }
    readClock()
    progress = WriteProgress(takenBytes: takenBytes(context), now: now)
    lookAgainAtWrites()
  }

  private func lookAgainAtWrites() {
    outbox.schedule(in: environment.configuration.stallTimeout / 5) { $0.lookAtWrites() }
  }

  private func lookAtWrites() {
    guard let context, hasToBeTaken(context) else {
      progress = nil
      return
    }
    let limit = environment.configuration.stallTimeout
    let stalled = progress?.look(takenBytes: takenBytes(context), now: MonotonicTime(environment.now())) ?? .zero
    if stalled >= limit {
      reset(.peerTakesNothing(stalled))
    } else {
      lookAgainAtWrites()
    }
  }

  /// Pages keep room from others. A connection that only writes any more lives by nothing but that.
  private func hasToBeTaken(_ context: ChannelHandlerContext) -> Bool {
    (pages?.unsentBytes ?? 0) > 0 || (machine.phase > .open && bufferedBytes(of: context) > 0)
  }

  /// The bytes that the peer has acknowledged. The kernel takes a good deal more, and then nothing for a while: a peer
  /// that reads slowly, but reads, is seen by this alone.
  private func takenBytes(_ context: ChannelHandlerContext) -> Int {
    writtenBytes &- bufferedBytes(of: context) &- environment.queues.unacknowledgedBytes(context)
  }
}

/// The observation of whether a peer takes what is written to it.
struct WriteProgress {
  private var takenBytes: Int
  /// The last time that more had been taken than before.
  private var since: MonotonicTime

  /// Begins the observation.
  init(takenBytes: Int, now: MonotonicTime) {
    self.takenBytes = takenBytes
    self.since = now
  }

  /// Looks again.
  ///
  /// - Returns: the time for which the peer has taken nothing.
  mutating func look(takenBytes: Int, now: MonotonicTime) -> Duration {
    if takenBytes != self.takenBytes {
      self.takenBytes = takenBytes
      since = now
    }
    return .nanoseconds(since.nanoseconds(to: now))
  }
}
