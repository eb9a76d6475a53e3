extension Compensation {
  /// The outcome of a look at a compensation that may be due.
  public enum Claim: Hashable, Sendable {
    /// A try of it begins once this is saved.
    case tried
    /// Its last try was given up, and another comes later, or none does.
    case givenUp
  }

  /// The error of a try whose outcome nobody saved.
  static let abandonedError = "the try was broken off: nobody saved its outcome before its lease was over"

  /// Begins a try that is due, counted before it is made. `nil`: none is due, and nothing changed. A try before, whose
  /// lease is over without an outcome, counts as one that failed.
  public mutating func claim(at now: Timestamp, by rules: CompensationRules) -> Claim? {
    guard let due = nextAttemptTime, due <= now else { return nil }
    if status == .processing { recordFailure(Self.abandonedError, at: now, by: rules) }
    token &+= 1
    guard status == .pending, let due = nextAttemptTime, due <= now else { return .givenUp }
    if immediateCount < Self.immediateTries {
      immediateCount += 1
    } else if retryCount < maximumRetryCount {
      retryCount += 1
    } else {
      end(as: .failed)
      return .givenUp
    }
    status = .processing
    lastAttemptTime = now
    nextAttemptTime = Self.time(rules.lease, after: now)
    return .tried
  }

  /// Ends a try that failed. False, and nothing changed: the claim `token` is not the row's any more.
  public mutating func fail(_ error: String, at now: Timestamp, claim token: Int64, by rules: CompensationRules) -> Bool
  {
    guard isClaimed(by: token) else { return false }
    recordFailure(error, at: now, by: rules)
    return true
  }

  /// Ends it as done. False, and nothing changed: the claim `token` is not the row's any more.
  public mutating func complete(at now: Timestamp, claim token: Int64) -> Bool {
    guard isClaimed(by: token) else { return false }
    end(as: .completed)
    completeTime = max(now, createTime)
    return true
  }

  /// True while the claim holds: a later one, or an admin, takes it away.
  public func isClaimed(by token: Int64) -> Bool { status == .processing && self.token == token }

  private mutating func recordFailure(_ error: String, at now: Timestamp, by rules: CompensationRules) {
    self.error = QueueEntry.cut(error)
    if immediateCount < Self.immediateTries {
      (status, nextAttemptTime) = (.pending, now)
    } else if retryCount < maximumRetryCount {
      (status, nextAttemptTime) = (.pending, Self.time(rules.interval, after: lastAttemptTime ?? now))
    } else {
      end(as: .failed)
      (resolvedBy, resolution, alertedTime) = (nil, nil, nil)
    }
  }

  private mutating func end(as status: Status) {
    (self.status, nextAttemptTime) = (status, nil)
  }

  /// The latest time that can be written stands for those behind it.
  private static func time(_ span: Duration, after time: Timestamp) -> Timestamp {
    time.advanced(by: span) ?? .latest
  }
}
