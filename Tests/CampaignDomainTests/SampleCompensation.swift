@testable import CampaignDomain

extension Compensation {
  /// A reversal that was decided at the start of the sample campaigns and was never tried.
  static func sample(
    status: Status = .pending, retryCount: Int32 = 0, immediateCount: Int32 = 0, nextAttemptTime: Timestamp? = .start,
    token: Int64 = 0
  ) -> Compensation {
    Compensation(
      id: 3, kind: .deliveryReversal, reference: "7/1", payload: "{}", subject: .failure(CompensationFault("none")),
      status: status, retryCount: retryCount, maximumRetryCount: 5, immediateCount: immediateCount, error: nil,
      createTime: .start, lastAttemptTime: nil, completeTime: nil, nextAttemptTime: nextAttemptTime, token: token,
      resolvedBy: nil, resolution: nil, discardTime: nil)
  }
}
