/// Hears what memory does, as counts and durations. It is called outside of locks, on event loops too, and must not
/// block.
public protocol MemoryObserver: AnyObject, Sendable {
  /// A call was looked up. `isRefused`: it was told why the database would refuse it; else only the database can tell.
  func lookedUp(isRefused: Bool)
  /// A campaign that issues nothing is known from now on; to read what there is to know took so long.
  func learned(within duration: Duration)
  /// Tells that knowledge was seen to be still true, or not; to ask took so long.
  func confirmed(_ isTrue: Bool, within duration: Duration)
  /// The database could not be asked whether what is known is still true.
  func confirmationFailed(after duration: Duration)
  /// Tells that a campaign's knowledge was forgotten: somebody changed the campaign, or may have.
  func forgot()
}
