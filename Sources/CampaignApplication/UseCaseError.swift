public import CampaignDomain

/// The reason why a use case did not do what was asked. The RPC interface maps each case to one status.
public enum UseCaseError: Error, Equatable, Sendable {
  case campaignNotFound(CampaignID)
  /// `timeLeft` counts from the database's clock at the decision.
  case campaignNotStarted(startTime: Timestamp, timeLeft: Duration)
  /// Not started, and no time is set for the start: nobody can tell when to come back.
  case campaignNeverStarts
  /// Closed, or past its end though nobody has closed it yet.
  case campaignClosed
  case campaignPaused
  /// Nothing ahead of the call was undecided any more: asking again is of no use.
  case soldOut
  case userLimitReached(limit: Int32)
  /// Coupons of the campaign are issued through its queue alone.
  case queueOnly
  /// The stock can't be set any more: a coupon was issued.
  case stockInUse
  /// There is no such coupon request.
  case requestNotFound(String)
  /// The request by which the coupon of this code was handed to the campaign's service is not kept any more.
  case deliveryRequestNotFound(String)
  /// The campaign has no coupon of this code.
  case couponNotFound(String)
  /// There is no such compensation.
  case compensationNotFound(Int64)
  case invalidField([FieldFault])
  case idempotencyKeyReused
  /// A lane or the queue for connections is full, or the campaign's row stays locked: nothing was done.
  case overloaded(retryAfter: Duration)
  /// Nothing was done.
  case databaseUnavailable(retryAfter: Duration)
  /// COMMIT was sent and its answer lost: a repeat with the same user or key tells.
  case outcomeUnknown
  /// The call was over before it was decided: nothing was done.
  case deadlineExceeded
  /// Our own fault; the text is for the log and never leaves the server.
  case internalFault(String)

  init(_ refusal: CampaignRefusal) {
    switch refusal {
    case .notStarted(let startTime, let timeLeft):
      self = .campaignNotStarted(startTime: startTime, timeLeft: timeLeft)
    case .neverStarts: self = .campaignNeverStarts
    case .closed: self = .campaignClosed
    case .paused: self = .campaignPaused
    case .soldOut: self = .soldOut
    case .userLimitReached(let limit): self = .userLimitReached(limit: limit)
    case .sequencesUsedUp(let id):
      self = .internalFault("campaign \(id): last_sequence has no number left for another coupon; correct the row")
    case .userRequired:
      self = .invalidField([
        FieldFault(
          field: "user_id", description: "is empty; this campaign limits the coupons of a user, so name the user")
      ])
    case .idempotencyKeyReused: self = .idempotencyKeyReused
    case .queueOnly: self = .queueOnly
    case .stockInUse: self = .stockInUse
    }
  }

  init(_ error: RepositoryError) {
    switch error {
    case .unavailable(let retryAfter): self = .databaseUnavailable(retryAfter: retryAfter)
    case .outcomeUnknown: self = .outcomeUnknown
    case .busy(let retryAfter): self = .overloaded(retryAfter: retryAfter)
    case .codeClash: self = .internalFault("every newly drawn coupon code clashed")
    case .holderClash(let remedy), .sequenceTaken(let remedy): self = .internalFault(remedy)
    case .idempotencyKeyTaken: self = .internalFault("an idempotency key was taken and then not found")
    case .campaignIDTaken: self = .internalFault(OperatorNotice.campaignIDTaken(nil).description)
    case .transitionIDTaken: self = .internalFault("every number for a transition was taken")
    case .fault(let text), .dataRefused(let text): self = .internalFault(text)
    }
  }
}
