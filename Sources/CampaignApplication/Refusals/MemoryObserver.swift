/// Hears what memory does, as counts and durations. It is called outside of locks, on event loops too, and must not block.
public protocol MemoryObserver: Sendable {
  /// A call asked. `isRefused`: it was told why the database would refuse it; else only the database can tell.
  func asked(isRefused: Bool)
  /// A campaign that issues nothing is known from now on; to read what there is to know took so long.
  func learned(within duration: Duration)
  /// What is known was seen to be still true, or not; to ask took so long.
  func confirmed(_ isTrue: Bool, within duration: Duration)
  /// The database could not be asked whether what is known is still true.
  func confirmationFailed(after duration: Duration)
  /// What was known of a campaign is known no more: somebody changed it, or may have.
  func forgot()
}
