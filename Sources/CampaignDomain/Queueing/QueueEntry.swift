/// The entry of a user in the queue of a campaign, and a coupon request: both are views of one row. Its state is that
/// of the row; the status that it has by now depends on the queue, too (`CampaignQueue.view`).
public struct QueueEntry: Hashable, Sendable {
  /// The state as it is saved.
  public enum State: Hashable, Sendable {
    /// In line, with a batch, or behind a mark, as the queue says.
    case waiting
    /// Its tries failed by an error of its own: its place is passed, and it is tried again at this time.
    case setAside(nextAttemptTime: Timestamp)
    /// Issued, and on its way to the service of the campaign.
    case delivering(Coupon)
    case completed(Coupon)
    case failed(QueueFailure)
  }

  /// The step that a request is in, or ended with; the raw value is its name for callers.
  public enum Step: String, Hashable, Sendable {
    case issue = "ISSUE"
    /// The coupon was issued, and is handed to the campaign's service.
    case delivery = "DELIVERY"
  }

  /// The coupon request behind the entry.
  public let requestID: RequestID
  /// The campaign whose queue it is.
  public let campaignID: CampaignID
  /// The user whose entry it is.
  public let userID: UserID
  /// The number drawn at the join: 1, 2, 3… `nil`: the user had the coupon already.
  public let ticket: Int64?
  /// The state as it is saved.
  public internal(set) var state: State
  /// The tries of the step: of an issue those that failed by an error of the entry's own, of a delivery all.
  public internal(set) var attempts: Int32
  /// The step.
  public internal(set) var step: Step
  /// The status of what gives the coupon back; `nil`: there is nothing to give back, or it was not looked for.
  public internal(set) var compensationStatus: Compensation.Status?
  /// The time of the join, by the database's clock.
  public let joinTime: Timestamp
  /// The time of the last change of the row.
  public internal(set) var updateTime: Timestamp

  /// An entry as it is saved. Nothing is checked.
  public init(
    requestID: RequestID, campaignID: CampaignID, userID: UserID, ticket: Int64?, state: State, attempts: Int32 = 0,
    step: Step = .issue, compensationStatus: Compensation.Status? = nil, joinTime: Timestamp, updateTime: Timestamp
  ) {
    self.requestID = requestID
    self.campaignID = campaignID
    self.userID = userID
    self.ticket = ticket
    self.state = state
    self.attempts = attempts
    self.step = step
    self.compensationStatus = compensationStatus
    self.joinTime = joinTime
    self.updateTime = updateTime
  }
}

extension QueueEntry {
  /// The most bytes of the text of an error that is kept with an entry.
  public static let maximumErrorBytes = 2_000

  /// The text, cut to `maximumErrorBytes`.
  public static func cut(_ error: String) -> String {
    guard error.utf8.count > maximumErrorBytes else { return error }
    var (kept, byteCount) = (String.UnicodeScalarView(), 0)
    for scalar in error.unicodeScalars {
      byteCount += UTF8.width(scalar)
      guard byteCount <= maximumErrorBytes else { break }
      kept.append(scalar)
    }
    return String(kept)
  }
}

/// The reason why an entry ended without a coupon; the raw value is its name for callers and storages.
public enum QueueFailure: String, Hashable, Sendable, CaseIterable {
  /// Nothing was left.
  case soldOut = "SOLD_OUT"
  /// The user had got all coupons that the campaign gives to one.
  case userLimitReached = "USER_LIMIT_REACHED"
  /// The campaign was closed, or past its end.
  case campaignClosed = "CAMPAIGN_CLOSED"
  /// Each of its tries failed by an error of its own.
  case issueFailed = "ISSUE_FAILED"
  /// The service of the campaign refused the coupon for good.
  case deliveryRefused = "DELIVERY_REFUSED"
  /// Nobody knows whether the service of the campaign took the coupon, after all tries.
  case deliveryUnknown = "DELIVERY_UNKNOWN"
  /// An admin revoked the coupon.
  case revoked = "REVOKED"
}

/// The status of a user in a campaign's queue at one moment (seed 001).
public enum QueueStatus: Hashable, Sendable {
  /// `position`: 1 is next. `estimatedWait`: the time that the place takes as the line moves now; `nil`: not known.
  case waiting(position: Int64, estimatedWait: Duration?)
  case processing
  case completed(Coupon)
  case failed(QueueFailure)

  /// True where it will not change any more, unless an admin resets the entry.
  public var isEnd: Bool {
    switch self {
    case .waiting, .processing: false
    case .completed, .failed: true
    }
  }
}

/// An entry with the status that it has at one moment.
public struct QueueEntryView: Hashable, Sendable {
  /// The entry as it is saved.
  public let entry: QueueEntry
  /// The status that follows from the entry and its queue.
  public let status: QueueStatus
  /// The time since which it is so: of an entry that a mark failed, the mark's.
  public let updateTime: Timestamp
}
