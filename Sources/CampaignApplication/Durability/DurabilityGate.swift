/// Knows what of the database a crash can't take back any more. Sessions make holds, which name their gate.
public protocol DurabilityGate: AnyObject, Sendable {
  /// True where transactions may give their locks back before they are durable: the gate stands, and is not told
  /// otherwise.
  var releasesEarly: Bool { get }

  /// True while a marker is late: nothing new should be begun, for nobody could be told of it.
  var isClosed: Bool { get }

  /// The number of times that holds were given up. With a larger one, all that was made of values that were held before
  /// may be false.
  var lossCount: UInt64 { get }

  /// Returns whether the hold is lifted (true) or given up (false), where that is known at once; then `body` is not
  /// run. `nil`: `body` is run with it later, on the gate's thread, on which everybody waits who is held.
  func lift(_ hold: Hold, later body: @escaping @Sendable (Bool) -> Void) -> Bool?

  /// Runs what was kept back by a hold, away from the gate's thread, so that the gate goes on.
  func resume(_ work: @escaping @Sendable () -> Void)
}
