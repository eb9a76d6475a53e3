public import CampaignDomain

/// Takes a coupon back (issue "Delivery, revocation and compensation", "Revocation").
public struct RevokeCoupon: UseCase {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The campaign whose coupon it is.
    public var campaignID: CampaignID
    /// The code as somebody typed it.
    public var code: String
    /// Up to 1,000 Unicode scalars; may be empty.
    public var reason: String
    /// True: the stock is returned, and somebody else may get it.
    public var returnsStock: Bool
    /// The caller.
    public var actor: String

    /// A request about this coupon.
    public init(campaignID: CampaignID, code: String, reason: String = "", returnsStock: Bool, actor: String = "") {
      self.campaignID = campaignID
      self.code = code
      self.reason = reason
      self.returnsStock = returnsStock
      self.actor = actor
    }
  }

  /// The coupon as it is now.
  public typealias Output = Coupon

  private let database: any RevocationDatabase
  private let memory: CampaignMemory?
  private let observer: (any CampaignChangeObserver)?

  /// Each execution borrows one session of `database` for one transaction; `observer` hears of what it changes.
  public init(
    database: any RevocationDatabase, memory: CampaignMemory? = nil, observer: (any CampaignChangeObserver)? = nil
  ) {
    self.database = database
    self.memory = memory
    self.observer = observer
  }

  /// Completes with the coupon as the transaction left it; one that is not ISSUED stays as it is. Refused with
  /// `.invalidField` for a reason that is too long, `.campaignNotFound`, `.couponNotFound`, and
  /// `.deliveryRequestNotFound` where the request by which the coupon was handed out is not kept any more.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    if let fault = TextRule.faultOfReason(input.reason) {
      return completion(.failure(.invalidField([FieldFault(field: "reason", description: fault)])))
    }
    let code: CouponCode
    do throws(CouponCodeFault) {
      code = try CouponCode(parsing: input.code)
    } catch {
      return completion(.failure(.couponNotFound(input.code)))
    }
    database.perform(for: call, completion: completion) { [memory, observer] (session) throws(UseCaseError) in
      // Also where nobody knows whether it changed: returned stock ends what is known of the campaign.
      defer { memory?.forget(input.campaignID) }
      do throws(UseCaseError) {
        return try Self.revoke(code, input, for: call, in: session, telling: observer)
      } catch {
        // A lock that was not granted has to be rolled back, too.
        try? session.rollback()
        throw error
      }
    }
  }

  /// Lock → find → the domain decides → commit.
  private static func revoke(
    _ code: CouponCode, _ input: Input, for call: Call, in session: some RevocationSession,
    telling observer: (any CampaignChangeObserver)?
  ) throws(UseCaseError) -> HeldResult<Output> {
    let basis: IssueBasis?
    let found: RevocationSubject?
    do throws(RepositoryError) {
      basis = try session.lock(IssueQuery(input.campaignID, locksLine: true))
      found = basis == nil ? nil : try session.revocationSubject(code, of: input.campaignID)
    } catch {
      throw UseCaseError(error, of: input.campaignID)
    }
    guard let basis else { throw .campaignNotFound(input.campaignID) }
    guard let found else { throw .couponNotFound(code.text) }
    guard call.beginDecision() else { throw .deadlineExceeded }
    let decided = Result { () throws(UseCaseError) in try decide(on: found, basis, input) }
    do throws(RepositoryError) {
      guard case .success(let decision?) = decided else {
        return Held(
          decided.map { _ in found.coupon }, until: try session.endUnchanged(telling: [.campaign(basis.campaign)]))
      }
      if let delivery = decision.delivery { session.stage(delivery) }
      let saved = try session.commit(decision.campaign)
      observer?.revoked(decision.revocation, of: saved, by: input.actor, reason: input.reason)
      return .durable(.success(decision.revocation.coupon))
    } catch {
      throw UseCaseError(error, of: input.campaignID)
    }
  }

  private static func decide(
    on subject: RevocationSubject, _ basis: IssueBasis, _ input: Input
  ) throws(UseCaseError) -> RevocationDecision? {
    do throws(RevocationDecision.Refusal) {
      return try subject.revocation(
        from: basis.campaign, line: basis.line, at: basis.now, returningStock: input.returnsStock,
        reason: input.reason)
    } catch {
      switch error {
      case .requestUnknown: throw .deliveryRequestNotFound(subject.coupon.code.text)
      case .lineMissing:
        let fault = RepositoryError.fault("it has entries and no row in campaign_queues; restore the row")
        throw UseCaseError(fault, of: input.campaignID)
      }
    }
  }
}
