public import CampaignApplication

/// Hears what a pool does, as counts and durations. It is called outside of locks, on the thread of the connection or
/// of the caller, and must not block.
public protocol PoolObserver: AnyObject, Sendable {
  /// Work has a connection, for which it waited so long.
  func workBegan(after wait: Duration)
  /// It gave the connection back after so long.
  func workEnded(after duration: Duration)
  /// No connection could be had for it.
  func workFailed(_ error: RepositoryError, after wait: Duration)
  /// A connection stands and is ready for work.
  func connectionMade(within duration: Duration)
  /// None could be made.
  func connectionFailed(after duration: Duration)
  /// A connection is no more. `isLost`: it broke, or was of no more use; else nobody needed it.
  func connectionEnded(isLost: Bool)
}

extension PoolObserver {
  /// `work`, which is added to a pool now, as this observer hears of it.
  func observing<Session>(
    _ work: @escaping @Sendable (Result<Session, RepositoryError>) -> Void
  ) -> @Sendable (Result<Session, RepositoryError>) -> Void {
    let addedAt = ContinuousClock.now
    return { session in
      let beganAt = ContinuousClock.now
      if case .failure(let error) = session {
        self.workFailed(error, after: beganAt - addedAt)
        return work(session)
      }
      self.workBegan(after: beganAt - addedAt)
      work(session)
      self.workEnded(after: .now - beganAt)
    }
  }
}
