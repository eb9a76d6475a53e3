public import RPCCodec

/// The effect of a call that is done twice.
public enum CallRepeatability: Equatable, Sendable {
  /// Nothing more than when it is done once.
  case safe

  /// Nothing more, if each user of the campaign has one coupon at most.
  case safeForOneCouponUsers

  /// It may take effect twice.
  case unsafe

  func isSafe(usersHaveOneCoupon: Bool) -> Bool {
    switch self {
    case .safe: return true
    case .safeForOneCouponUsers: return usersHaveOneCoupon
    case .unsafe: return false
    }
  }
}

/// A request that knows what its repetition does.
public protocol RepeatableRequest: MethodRequest {
  /// The effect of this very request when it is sent twice.
  var repeatability: CallRepeatability { get }
}

extension RepeatableRequest {
  /// Reads, transitions of a state and joins (a user has one entry) change nothing when they are repeated.
  public var repeatability: CallRepeatability { .safe }
}

extension CreateCampaignRequest: RepeatableRequest {
  /// Safe with an idempotency key.
  public var repeatability: CallRepeatability { idempotencyKey.isEmpty ? .unsafe : .safe }
}

extension IssueCouponRequest: RepeatableRequest {
  /// Safe with an idempotency key; with a user alone where users have one coupon.
  public var repeatability: CallRepeatability {
    guard idempotencyKey.isEmpty else { return .safe }
    return userID.isEmpty ? .unsafe : .safeForOneCouponUsers
  }
}

extension PauseCampaignRequest: RepeatableRequest {}
extension ResumeCampaignRequest: RepeatableRequest {}
extension CloseCampaignRequest: RepeatableRequest {}
extension HealthCheckRequest: RepeatableRequest {}

extension JoinQueueRequest: RepeatableRequest {}
extension GetQueueStatusRequest: RepeatableRequest {}
extension GetQueueInfoRequest: RepeatableRequest {}
extension InitStockRequest: RepeatableRequest {}
extension RequestCouponRequest: RepeatableRequest {}
extension GetCouponRequestRequest: RepeatableRequest {}
extension WaitCouponRequestRequest: RepeatableRequest {}
extension ListDeadLettersRequest: RepeatableRequest {}

extension RevokeCouponRequest: RepeatableRequest {}
extension ListCompensationsRequest: RepeatableRequest {}
extension GetCompensationRequest: RepeatableRequest {}
extension DiscardCompensationRequest: RepeatableRequest {}

extension RetryCompensationRequest: RepeatableRequest {
  /// Unsafe: it may have failed again meanwhile.
  public var repeatability: CallRepeatability { .unsafe }
}

extension ResetQueueEntryRequest: RepeatableRequest {
  /// Unsafe: the user may have joined anew and failed again meanwhile.
  public var repeatability: CallRepeatability { .unsafe }
}
