/// The outcome of a transaction about deliveries of one campaign, whose line is locked: saved whole or not at all.
public struct DeliveryChange: Hashable, Sendable {
  /// The line as it is once this is saved.
  public internal(set) var queue: CampaignQueue
  /// The time that the entries' rows are given.
  public let time: Timestamp
  /// Deliveries that go on.
  public internal(set) var kept: [Delivery] = []
  /// Deliveries that ended, and entries whose coupon was taken back later.
  public internal(set) var ended: [EndedDelivery] = []
  /// The work that is left to undo them.
  public internal(set) var compensations: [NewCompensation] = []
  /// The change of the campaign's standstill; `nil`: there is none.
  public internal(set) var standstill: DeliveryStandstillChange?

  /// Begins with the line as it is locked.
  public init(of queue: CampaignQueue, at time: Timestamp) {
    self.queue = queue
    self.time = time
  }

  /// An entry that was DELIVERING or COMPLETED ends as `state`, and its delivery's row goes. Its coupon's sequence
  /// stays with it.
  public mutating func end(_ entry: EndedDelivery) {
    if entry.wasCompleted {
      queue.completed = max(0, queue.completed - 1)
    } else {
      queue.delivering = max(0, queue.delivering - 1)
    }
    if case .completed = entry.state { queue.completed += 1 } else { queue.failed += 1 }
    ended.append(entry)
  }
}

/// An entry whose delivery ended.
public struct EndedDelivery: Hashable, Sendable {
  /// The request.
  public let requestID: RequestID
  /// COMPLETED or FAILED.
  public let state: QueueEntry.State
  /// The tries of its delivery.
  public let attempts: Int32
  /// True where the entry was COMPLETED before.
  public let wasCompleted: Bool
  /// The error of the last try; `nil`: none.
  public let error: String?

  /// An entry that was DELIVERING unless told.
  public init(
    requestID: RequestID, state: QueueEntry.State, attempts: Int32, wasCompleted: Bool = false, error: String? = nil
  ) {
    self.requestID = requestID
    self.state = state
    self.attempts = attempts
    self.wasCompleted = wasCompleted
    self.error = error
  }
}
