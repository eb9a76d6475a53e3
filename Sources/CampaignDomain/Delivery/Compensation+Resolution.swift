/// The decisions of an admin about a compensation that has FAILED. Other states are left as they are.
extension Compensation {
  /// True where an admin has something to decide.
  public var isOpenFailure: Bool { status == .failed && discardTime == nil }

  /// It is tried anew: due at once, its tries counted from 0. False: there is nothing to decide.
  public mutating func retry(at now: Timestamp, by actor: String, reason: String) -> Bool {
    guard isOpenFailure else { return false }
    (immediateCount, retryCount) = (0, 0)
    (status, nextAttemptTime, alertedTime) = (.pending, now, nil)
    resolve(by: actor, reason: reason)
    return true
  }

  /// It is given up, and stays FAILED. False: there is nothing to decide.
  public mutating func discard(at now: Timestamp, by actor: String, reason: String) -> Bool {
    guard isOpenFailure else { return false }
    discardTime = now
    resolve(by: actor, reason: reason)
    return true
  }

  private mutating func resolve(by actor: String, reason: String) {
    (resolvedBy, resolution) = (actor, reason)
    // An earlier claim, to try it or to tell of it, is void.
    token &+= 1
  }
}
