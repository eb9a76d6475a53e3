internal import CampaignDomain
internal import RPCCodec

/// The end of an entry, as it is counted.
package struct EntryEnd: Equatable, Sendable {
  /// A coupon as far as the proof needs it.
  package struct Coupon: Equatable, Sendable {
    package var code: CompactCode
    package var sequence: Int64
  }

  /// `COMPLETED`, the reason of a failure, or `REQUESTED` where there was no end.
  package var outcome: Outcome
  package var coupon: Coupon?
  /// True if the answer was about another user or campaign.
  package var isMisdirected = false
  /// Tries that failed by an error of the entry's own.
  package var attempts: Int32 = 0

  package init(outcome: Outcome, coupon: Coupon? = nil, isMisdirected: Bool = false, attempts: Int32 = 0) {
    self.outcome = outcome
    self.coupon = coupon
    self.isMisdirected = isMisdirected
    self.attempts = attempts
  }

  /// An end with a coupon.
  init(_ coupon: CouponMessage, of entry: JoinedEntry, campaignID: Int64, naming: UserNaming, attempts: Int32 = 0) {
    guard let code = CompactCode(coupon.code) else {
      self.init(outcome: .malformed)
      return
    }
    self.init(
      outcome: .completed, coupon: Coupon(code: code, sequence: coupon.sequence),
      isMisdirected: coupon.campaignID != campaignID || !naming.isName(coupon.userID, ofRequest: entry.request),
      attempts: attempts)
  }

  /// The end that a request of an entry shows; `nil`: it is still under way.
  init?(_ request: CouponRequestMessage, of entry: JoinedEntry, campaignID: Int64, naming: UserNaming) {
    let isOwn = request.requestID == entry.requestID.description && request.campaignID == campaignID
    switch (request.status, request.coupon) {
    case _ where !isOwn: self.init(outcome: .malformed, isMisdirected: true)
    case (.requested, _): return nil
    case (.done, let coupon?):
      self.init(coupon, of: entry, campaignID: campaignID, naming: naming, attempts: request.failedIssues)
    case (.fail, _) where !request.failureReason.isEmpty:
      self.init(outcome: Outcome(name: request.failureReason, mayHaveIssued: false), attempts: request.failedIssues)
    default: self.init(outcome: .malformed)
    }
  }
}

extension CouponRequestMessage {
  /// The tries to issue the coupon that failed: a request that went on to its delivery counts those of that, and its
  /// coupon was issued.
  fileprivate var failedIssues: Int32 { step == "DELIVERY" ? 0 : attempts }
}
