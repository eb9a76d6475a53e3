extension Delivery {
  /// The end of an exchange, for its delivery.
  public enum Conclusion: Hashable, Sendable {
    /// The service has the coupon.
    case done
    /// It goes on like this.
    case kept(Delivery)
    /// It is over without success. The lease that is left is that of a request that may be under way still.
    case failed(QueueFailure, Delivery)
  }

  /// Takes it, if it is due: the claim holds once this is saved. A try is counted before it is sent. A lease that is
  /// over was somebody's whose answer was not saved: their request counts as arrived.
  public mutating func claim(at now: Timestamp, by rules: DeliveryRules) -> DeliveryStep? {
    guard nextAttemptTime <= now else { return nil }
    if leaseEndTime != nil { mayHaveArrived = true }
    let end = now.moved(by: rules.lease)
    (token, leaseEndTime, nextAttemptTime) = (token &+ 1, end, end)
    if let location {
      if pollCount < rules.maximumPolls {
        pollCount += 1
        return .poll(DeliveryURL(alreadyChecked: location))
      }
      // The answer to the last poll was not saved.
      stopPolling()
    }
    guard attempts < rules.maximumAttempts else { return .giveUp }
    attempts += 1
    return .post
  }

  /// The delivery, or its end, as an outcome makes it. `generator` is for the jitter.
  public func concluded(
    _ outcome: DeliveryOutcome, at now: Timestamp, by rules: DeliveryRules,
    using generator: inout some RandomNumberGenerator
  ) -> Conclusion {
    var delivery = self
    switch outcome {
    case .taken: return .done
    case .requested(let url):
      delivery.mayHaveArrived = true
      if location == nil { (delivery.location, delivery.pollCount) = (url.text, 0) }
      return delivery.polledNext("the service is at it still", retryAfter: nil, at: now, by: rules, using: &generator)
    case .refused(let text):
      delivery.mayHaveArrived = true
      delivery.leaseEndTime = nil
      delivery.error = QueueEntry.cut(text)
      return .failed(.deliveryRefused, delivery)
    case .again(let text, let reach, let retryAfter):
      if location != nil {
        return delivery.polledNext(text, retryAfter: retryAfter, at: now, by: rules, using: &generator)
      }
      if reach != .unreached { delivery.mayHaveArrived = true }
      if reach != .unknown { delivery.leaseEndTime = nil }
      return delivery.triedAgain(text, retryAfter: retryAfter, at: now, by: rules, using: &generator)
    case .misconfigured(let text, let reach):
      if reach != .unreached { delivery.mayHaveArrived = true }
      delivery.error = QueueEntry.cut(text)
      return .kept(delivery.uncounted(at: now))
    case .notSent: return .kept(delivery.uncounted(at: now))
    case .exhausted:
      delivery.leaseEndTime = nil
      if error == nil { delivery.error = "the answer to the last try was not saved" }
      return .failed(.deliveryUnknown, delivery)
    }
  }

  /// A poll told nothing new: the next one is due, or the coupon is sent again.
  private consuming func polledNext(
    _ text: String, retryAfter: Duration?, at now: Timestamp, by rules: DeliveryRules,
    using generator: inout some RandomNumberGenerator
  ) -> Conclusion {
    guard pollCount < rules.maximumPolls else {
      stopPolling()
      leaseEndTime = nil
      return triedAgain(
        "no end after \(rules.maximumPolls) polls: \(text)", retryAfter: retryAfter, at: now, by: rules,
        using: &generator)
    }
    leaseEndTime = nil
    nextAttemptTime = now.moved(
      by: max(rules.pollInterval, min(retryAfter ?? .zero, DeliveryRules.longestRetryAfter)))
    return .kept(self)
  }

  /// A try told nothing for sure: there is another, unless it was the last.
  private consuming func triedAgain(
    _ text: String, retryAfter: Duration?, at now: Timestamp, by rules: DeliveryRules,
    using generator: inout some RandomNumberGenerator
  ) -> Conclusion {
    error = QueueEntry.cut(text)
    guard attempts < rules.maximumAttempts else { return .failed(.deliveryUnknown, self) }
    leaseEndTime = nil
    nextAttemptTime = now.moved(
      by: DeliveryRules.backoff(afterFailures: attempts, retryAfter: retryAfter, using: &generator))
    return .kept(self)
  }

  /// The try, or the poll, doesn't count.
  private consuming func uncounted(at now: Timestamp) -> Delivery {
    if location == nil { attempts = max(0, attempts - 1) } else { pollCount = max(0, pollCount - 1) }
    leaseEndTime = nil
    nextAttemptTime = now
    return self
  }

  private mutating func stopPolling() { (location, pollCount) = (nil, 0) }
}
