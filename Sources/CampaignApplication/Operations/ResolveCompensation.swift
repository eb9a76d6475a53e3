public import CampaignDomain

/// Carries out what an admin decides about a FAILED compensation.
public struct ResolveCompensation: UseCase {
  /// The decision.
  public enum Resolution: Hashable, Sendable {
    /// It is tried anew.
    case retry
    /// It is given up: the coupon is revoked without its stock.
    case discard
  }

  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The compensation's number.
    public var id: Int64
    /// Up to 1,000 Unicode scalars; may be empty.
    public var reason: String
    /// The caller, kept with the compensation.
    public var actor: String

    /// A request about this compensation.
    public init(id: Int64, reason: String = "", actor: String = "") {
      self.id = id
      self.reason = reason
      self.actor = actor
    }
  }

  /// The compensation as it is now.
  public typealias Output = Compensation

  private let resolution: Resolution
  private let database: any CompensationDatabase
  private let memory: CampaignMemory?
  private let observer: (any CompensationObserver)?

  /// Each execution borrows one session of `database` for one transaction; `observer` hears of what it changes.
  public init(
    _ resolution: Resolution, database: any CompensationDatabase, memory: CampaignMemory? = nil,
    observer: (any CompensationObserver)? = nil
  ) {
    self.resolution = resolution
    self.database = database
    self.memory = memory
    self.observer = observer
  }

  /// Completes with the compensation as the transaction left it; one that has not FAILED, or was given up, is left as
  /// it is. Refused with `.invalidField` for a reason that is too long, and with `.compensationNotFound`.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Compensation, UseCaseError>) -> Void
  ) {
    if let fault = TextRule.faultOfReason(input.reason) {
      return completion(.failure(.invalidField([FieldFault(field: "reason", description: fault)])))
    }
    database.perform(for: call, completion: completion) {
      [resolution, memory, observer] (session) throws(UseCaseError) in
      let resolving = CompensationResolving(session: session, input: input, memory: memory, observer: observer)
      do throws(RepositoryError) {
        return try resolving.resolve(as: resolution, for: call)
      } catch {
        try? session.rollback()
        throw UseCaseError(error)
      }
    }
  }
}
