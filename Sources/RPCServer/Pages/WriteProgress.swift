import CampaignService

/// Whether a peer takes what is written to it.
struct WriteProgress {
  private var takenBytes: Int
  /// The last time that more had been taken than before.
  private var since: MonotonicTime

  /// Looked at for the first time.
  init(takenBytes: Int, now: MonotonicTime) {
    self.takenBytes = takenBytes
    self.since = now
  }

  /// Looked at again.
  ///
  /// - Returns: how long the peer has taken nothing.
  mutating func look(takenBytes: Int, now: MonotonicTime) -> Duration {
    if takenBytes != self.takenBytes {
      self.takenBytes = takenBytes
      since = now
    }
    return .nanoseconds(since.nanoseconds(to: now))
  }
}
