public import CampaignDomain

/// Issues one coupon of a campaign to a caller, first come, first served. One call in, one answer out: that calls of
/// one campaign share a transaction is the engine's business.
public struct IssueCoupon: UseCase {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// Any number: an id that no campaign has is `.campaignNotFound`.
    public var campaignID: CampaignID
    /// Empty: nobody in particular; refused where the campaign limits the coupons of a user.
    public var userID: String
    /// Empty: none.
    public var idempotencyKey: String
    /// True where memory has no refusal for the call: its door has asked (`RefusalMemory`).
    public var passedMemory: Bool

    /// A call without user and key is never a repeat: each gets a coupon of its own.
    public init(
      campaignID: CampaignID, userID: String = "", idempotencyKey: String = "", passedMemory: Bool = false
    ) {
      self.campaignID = campaignID
      self.userID = userID
      self.idempotencyKey = idempotencyKey
      self.passedMemory = passedMemory
    }
  }

  /// The coupon of this call, committed.
  public struct Output: Sendable {
    /// A new coupon, or the one that the call repeated got.
    public var coupon: Coupon
    /// An earlier call that this one repeats got the coupon.
    public var alreadyIssued: Bool

    /// An answer made by hand, as tests of the interfaces do.
    public init(coupon: Coupon, alreadyIssued: Bool) {
      self.coupon = coupon
      self.alreadyIssued = alreadyIssued
    }
  }

  let engine: IssueEngine

  /// All callers of a process share one `engine`: calls group only within it.
  public init(engine: IssueEngine) {
    self.engine = engine
  }

  /// Refuses bad fields and calls whose time is over before they reach a lane. The campaign refuses in the order of
  /// docs/contract.md, "Order of the checks of IssueCoupon".
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    var faults: [FieldFault] = []
    var user: UserID?
    var key: IdempotencyKey?
    do throws(FieldFault) { user = try UserID(input.userID) } catch { faults.append(error) }
    do throws(FieldFault) { key = try IdempotencyKey(input.idempotencyKey) } catch { faults.append(error) }
    guard faults.isEmpty else { return completion(.failure(.invalidField(faults))) }
    let now = ContinuousClock.now
    guard !call.isOver(at: now) else { return completion(.failure(.deadlineExceeded)) }
    let request = IssueRequest(user: user, key: key)
    // Losers never touch the database: they are refused here, on the event loop.
    if !input.passedMemory, let refusal = engine.memory?.refusal(of: request, by: input.campaignID, at: now) {
      return completion(.failure(refusal))
    }
    engine.enter(PendingIssue(request: request, call: call, completion: completion), lane: input.campaignID)
  }
}
