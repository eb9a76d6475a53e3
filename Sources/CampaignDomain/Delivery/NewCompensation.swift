/// A compensation that is about to be saved, in the transaction that decides that it is needed.
public struct NewCompensation: Hashable, Sendable {
  /// The work that has to be done.
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
