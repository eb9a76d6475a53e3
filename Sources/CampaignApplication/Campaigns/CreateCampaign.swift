public import CampaignDomain

/// Creates a campaign; it opens at its start.
public struct CreateCampaign: UseCase {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// 1...200 Unicode scalars.
    public var name: String
    /// 1...10,000,000
    public var totalCoupons: Int64
    /// At most 60 s past; `.now` is the database's now.
    public var start: Moment
    /// `nil`: never ends.
    public var end: Moment?
    /// 0: no limit.
    public var perUserLimit: Int32
    /// Empty: none.
    public var idempotencyKey: String
    /// Coupons are issued through the queue alone.
    public var queueOnly: Bool
    /// The service that each coupon is handed to; empty: none.
    public var deliveryURL: String
    /// The caller, for the observer alone.
    public var actor: String

    /// A field that is not named takes the wire's default: starts now, never ends, no limit for a user, no key.
    public init(
      name: String, totalCoupons: Int64, start: Moment = .now, end: Moment? = nil, perUserLimit: Int32 = 0,
      idempotencyKey: String = "", queueOnly: Bool = false, deliveryURL: String = "",
      actor: String = ""
    ) {
      self.name = name
      self.totalCoupons = totalCoupons
      self.start = start
      self.end = end
      self.perUserLimit = perUserLimit
      self.idempotencyKey = idempotencyKey
      self.queueOnly = queueOnly
      self.deliveryURL = deliveryURL
      self.actor = actor
    }
  }

  /// The campaign that now exists under this request.
  public struct Output: Sendable {
    /// The campaign as it was created, or, where `alreadyCreated`, as it stands now.
    public var campaign: Campaign
    /// An earlier call with the same key and fields created it.
    public var alreadyCreated: Bool

    /// An answer made by hand, as tests of the interfaces do.
    public init(campaign: Campaign, alreadyCreated: Bool) {
      self.campaign = campaign
      self.alreadyCreated = alreadyCreated
    }
  }

  private let database: any CreationDatabase
  private let observer: (any CampaignChangeObserver)?
  private let report: OperatorReport
  private let onCreated: @Sendable (CampaignID) -> Void

  /// The number of ids that are tried should the database give those that campaigns have: one of its sequence, and then
  /// ones behind all, which others who create at the same time may take as well.
  static let maximumIDs = 100

  /// Each execution borrows one session of `database` for one transaction. `observer` hears of each new campaign, and
  /// of its opening where it starts at once; `onCreated` which campaign exists from now on, before its caller does.
  public init(
    database: any CreationDatabase, observer: (any CampaignChangeObserver)? = nil,
    report: @escaping OperatorReport = { _ in }, onCreated: @escaping @Sendable (CampaignID) -> Void = { _ in }
  ) {
    self.database = database
    self.observer = observer
    self.report = report
    self.onCreated = onCreated
  }

  /// Refused with `.invalidField`, all faults at once, and `.idempotencyKeyReused` where the key created a campaign
  /// from other fields.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    let draft: CampaignDraft
    do throws(InvalidFields) {
      draft = try CampaignDraft(
        name: input.name, totalCoupons: input.totalCoupons, start: input.start, end: input.end,
        perUserLimit: input.perUserLimit, idempotencyKey: input.idempotencyKey, queueOnly: input.queueOnly,
        deliveryURL: input.deliveryURL)
    } catch {
      return completion(.failure(.invalidField(error.faults)))
    }
    database.perform(for: call, completion: completion) { [self] (session) throws(UseCaseError) in
      do throws(UseCaseError) {
        let output = try create(draft, by: input.actor, for: call, in: session)
        if case .success(let output) = output.beforeDurable { onCreated(output.campaign.id) }
        return output
      } catch {
        try? session.rollback()
        throw error
      }
    }
  }

  private func create(
    _ draft: CampaignDraft, by actor: String, for call: Call, in session: any CreationSession
  ) throws(UseCaseError) -> HeldResult<Output> {
    for attempt in 0..<Self.maximumIDs {
      let snapshot = try session.attempt { () throws(RepositoryError) in
        try session.beginCreation(key: draft.idempotencyKey, behindAll: attempt > 0)
      }
      guard call.beginDecision() else { throw .deadlineExceeded }
      if let earlier = snapshot.earlier { return try Self.replay(of: earlier, for: draft, in: session) }
      let new: NewCampaign
      do throws(InvalidFields) { new = try draft.resolved(at: snapshot.now) } catch {
        throw .invalidField(error.faults)
      }
      do throws(RepositoryError) {
        let change = new.created(id: snapshot.id, by: "create")
        let saved = try session.commitCreation(change, of: draft)
        observer?.created(saved, by: actor)
        observer?.changed(change.transitions, of: saved)
        return .durable(.success(Output(campaign: saved, alreadyCreated: false)))
      } catch .campaignIDTaken {
        // Said once for each creation that meets it: somebody has to act.
        if attempt == 0 { report(.campaignIDTaken(snapshot.id)) }
      } catch .idempotencyKeyTaken {
        return try Self.replayOfWinner(of: draft, in: session)
      } catch {
        throw UseCaseError(error)
      }
    }
    throw UseCaseError(RepositoryError.campaignIDTaken)
  }

  /// Another call with this key came between our look and our insert; by now it is committed and can be read.
  private static func replayOfWinner(
    of draft: CampaignDraft, in session: any CreationSession
  ) throws(UseCaseError) -> HeldResult<Output> {
    let snapshot = try session.attempt { () throws(RepositoryError) in
      try session.beginCreation(key: draft.idempotencyKey, behindAll: false)
    }
    guard let earlier = snapshot.earlier else { throw UseCaseError(RepositoryError.idempotencyKeyTaken) }
    return try replay(of: earlier, for: draft, in: session)
  }

  private static func replay(
    of earlier: (campaign: Campaign, fingerprint: String), for draft: CampaignDraft, in session: any CreationSession
  ) throws(UseCaseError) -> HeldResult<Output> {
    let hold = try session.attempt { () throws(RepositoryError) in
      try session.endUnchanged(telling: [.campaign(earlier.campaign)])
    }
    let isSame = earlier.fingerprint.utf8.elementsEqual(draft.fingerprint.utf8)
    return Held(
      isSame
        ? .success(Output(campaign: earlier.campaign, alreadyCreated: true)) : .failure(.idempotencyKeyReused),
      until: hold)
  }
}
