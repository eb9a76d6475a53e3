/// Something that has to be undone and is tried until it is (seed 004). A value: nothing is true before it was
/// committed.
public struct Compensation: Hashable, Sendable {
  /// The kind of work; the raw value is its name for callers and storages.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The coupon is revoked and its stock returned. Nobody outside has it.
    case stockRelease = "STOCK_RELEASE"
    /// The partner's service is asked to give the coupon back; the coupon is revoked when it has.
    case deliveryReversal = "DELIVERY_REVERSAL"
  }

  /// The state; the raw value is its name for callers and storages.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case pending = "PENDING"
    case processing = "PROCESSING"
    case completed = "COMPLETED"
    /// All tries failed: only an admin has it tried anew, or gives it up.
    case failed = "FAILED"
  }

  /// The most retries.
  public static let maximumRetries: Int32 = 5
  /// The tries that follow the decision at once.
  public static let immediateTries: Int32 = 3

  /// Given by the storage.
  public let id: Int64
  /// The kind of work.
  public let kind: Kind
  /// The coupon that it is about.
  public let subject: CompensationSubject
  /// The state as it is saved.
  public internal(set) var status: Status
  /// The tries behind the immediate ones, counted before each.
  public internal(set) var retryCount: Int32
  /// The retries after which it has failed.
  public let maximumRetryCount: Int32
  /// The tries that followed the decision, or an admin's word, at once.
  public internal(set) var immediateCount: Int32
  /// The error of the last try; `nil`: none failed.
  public internal(set) var error: String?
  /// The time of the decision.
  public let createTime: Timestamp
  /// The time of the last try.
  public internal(set) var lastAttemptTime: Timestamp?
  /// The time at which it was done.
  public internal(set) var completeTime: Timestamp?
  /// The time from which on it is tried; while it is, the end of the lease. `nil`: it has ended.
  public internal(set) var nextAttemptTime: Timestamp?
  /// The fencing token: one more with each claim.
  public internal(set) var token: Int64
  /// The admin who had it tried anew or gave it up; `nil`: nobody did.
  public internal(set) var resolvedBy: String?
  /// The admin's reason.
  public internal(set) var resolution: String?
  /// The time at which an admin gave it up.
  public internal(set) var discardTime: Timestamp?

  /// A compensation as it was saved. Nothing is checked.
  public init(
    id: Int64, kind: Kind, subject: CompensationSubject, status: Status, retryCount: Int32, maximumRetryCount: Int32,
    immediateCount: Int32, error: String?, createTime: Timestamp, lastAttemptTime: Timestamp?, completeTime: Timestamp?,
    nextAttemptTime: Timestamp?, token: Int64, resolvedBy: String?, resolution: String?, discardTime: Timestamp?
  ) {
    self.id = id
    self.kind = kind
    self.subject = subject
    self.status = status
    self.retryCount = retryCount
    self.maximumRetryCount = maximumRetryCount
    self.immediateCount = immediateCount
    self.error = error
    self.createTime = createTime
    self.lastAttemptTime = lastAttemptTime
    self.completeTime = completeTime
    self.nextAttemptTime = nextAttemptTime
    self.token = token
    self.resolvedBy = resolvedBy
    self.resolution = resolution
    self.discardTime = discardTime
  }
}

/// The coupon that a compensation is about, with all that it takes to give it back.
public struct CompensationSubject: Hashable, Sendable {
  /// The coupon's campaign.
  public let campaignID: CampaignID
  /// The coupon's sequence.
  public let sequence: Int64
  /// The coupon's code.
  public let code: CouponCode
  /// The user who had it; `nil`: nobody in particular.
  public let userID: UserID?
  /// The request by which it was handed out; `nil` for a coupon that was handed to nobody.
  public let requestID: RequestID?
  /// The service that it was handed to; `nil`: none.
  public let deliveryURL: DeliveryURL?
  /// True where the stock is returned once the coupon is revoked.
  public let returnsStock: Bool
  /// The reason: `DELIVERY_REFUSED`, `DELIVERY_UNKNOWN`, or what an admin gave.
  public let reason: String

  /// The subject of a compensation.
  public init(
    campaignID: CampaignID, sequence: Int64, code: CouponCode, userID: UserID?, requestID: RequestID?,
    deliveryURL: DeliveryURL?, returnsStock: Bool, reason: String
  ) {
    self.campaignID = campaignID
    self.sequence = sequence
    self.code = code
    self.userID = userID
    self.requestID = requestID
    self.deliveryURL = deliveryURL
    self.returnsStock = returnsStock
    self.reason = reason
  }

  /// `CAMPAIGN/SEQUENCE`: one compensation of a kind for each coupon.
  public var reference: String { "\(campaignID.rawValue)/\(sequence)" }
}

/// A compensation that is about to be saved, in the transaction that decides that it is needed.
public struct NewCompensation: Hashable, Sendable {
  /// The kind of work.
  public let kind: Compensation.Kind
  /// The coupon that it is about.
  public let subject: CompensationSubject
  /// The time of the decision.
  public let createTime: Timestamp
  /// The time from which on it is tried: not before the lease of whoever may be handing the coupon out is over.
  public let firstAttemptTime: Timestamp

  /// A compensation that is tried from `firstAttemptTime` on.
  public init(
    _ kind: Compensation.Kind, of subject: CompensationSubject, at createTime: Timestamp,
    from firstAttemptTime: Timestamp
  ) {
    self.kind = kind
    self.subject = subject
    self.createTime = createTime
    self.firstAttemptTime = max(createTime, firstAttemptTime)
  }
}
