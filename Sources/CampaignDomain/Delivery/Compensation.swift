/// Something that has to be undone and is tried until it is (seed 004). A value: nothing is true before it was
/// committed.
public struct Compensation: Hashable, Sendable {
  /// The work that has to be done; the raw value is its name for callers and storages.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The coupon is revoked and its stock returned. Nobody outside has it.
    case stockRelease = "STOCK_RELEASE"
    /// The partner's service is asked to give the coupon back; the coupon is revoked when it has.
    case deliveryReversal = "DELIVERY_REVERSAL"
    /// Reserved for payments: nothing here makes one, and a try of one fails.
    case paymentRefund = "PAYMENT_REFUND"
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
  /// The most bytes of a payload: twice what the longest subject takes.
  public static let maximumPayloadBytes = 16_384

  /// Given by the storage.
  public let id: Int64
  /// The work that has to be done.
  public let kind: Kind
  /// The coupon that it is about, as `CompensationSubject.reference` writes it.
  public let reference: String
  /// The text of the JSON object that is saved, up to `maximumPayloadBytes`; empty: it is longer.
  public let payload: String
  /// The subject that the payload says. A payload that says none makes each try fail, and nothing else.
  public let subject: Result<CompensationSubject, CompensationFault>
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
  /// The time at which the alert's receiver took it; `nil`: it was not told, or is not FAILED.
  public internal(set) var alertedTime: Timestamp?

  /// A compensation as it was saved. Nothing is checked.
  public init(
    id: Int64, kind: Kind, reference: String, payload: String, subject: Result<CompensationSubject, CompensationFault>,
    status: Status, retryCount: Int32, maximumRetryCount: Int32, immediateCount: Int32, error: String?,
    createTime: Timestamp, lastAttemptTime: Timestamp?, completeTime: Timestamp?, nextAttemptTime: Timestamp?,
    token: Int64, resolvedBy: String?, resolution: String?, discardTime: Timestamp?, alertedTime: Timestamp? = nil
  ) {
    self.id = id
    self.kind = kind
    self.reference = reference
    self.payload = payload
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
    self.alertedTime = alertedTime
  }
}
