public import CampaignDomain

/// Lets a user whose entry failed join anew, at the end of the line. The old entry stays, under its request's id.
public struct ResetQueueEntry: UseCase {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The campaign whose line it is.
    public var campaignID: CampaignID
    /// Needed.
    public var userID: String
    /// Kept with the entry; up to 1,000 Unicode scalars.
    public var reason: String
    /// The caller, kept with the entry.
    public var actor: String

    /// A request about this user.
    public init(campaignID: CampaignID, userID: String, reason: String, actor: String = "") {
      self.campaignID = campaignID
      self.userID = userID
      self.reason = reason
      self.actor = actor
    }
  }

  /// The user's entry, unchanged because it had not failed; `nil`: there is none, or none any more.
  public typealias Output = QueueEntryView?

  private let database: any QueueJoinDatabase

  /// Each execution borrows one session of `database` for one transaction.
  public init(database: any QueueJoinDatabase) {
    self.database = database
  }

  /// Refused with `.invalidField` without a user or for a reason that is too long, and with `.campaignNotFound`.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    var faults: [FieldFault] = []
    var user: UserID?
    do throws(FieldFault) { user = try .needed(input.userID) } catch { faults.append(error) }
    if let fault = TextRule.faultOfReason(input.reason) {
      faults.append(FieldFault(field: "reason", description: fault))
    }
    guard let user, faults.isEmpty else { return completion(.failure(.invalidField(faults))) }
    database.perform(for: call, completion: completion) { (session) throws(UseCaseError) in
      do throws(UseCaseError) {
        return try Self.reset(user, input, for: call, in: session)
      } catch {
        // A lock that was not granted has to be rolled back, too.
        try? session.rollback()
        throw error
      }
    }
  }

  /// Lock → the line decides → commit.
  private static func reset(
    _ user: UserID, _ input: Input, for call: Call, in session: some QueueJoinSession
  ) throws(UseCaseError) -> HeldResult<Output> {
    let basis: QueueBasis?
    do throws(RepositoryError) {
      basis = try session.lockQueue(QueueQuery(input.campaignID, users: [user]))
    } catch {
      throw UseCaseError(error, of: input.campaignID)
    }
    guard let basis else { throw .campaignNotFound(input.campaignID) }
    guard call.beginDecision() else { throw .deadlineExceeded }
    let ownCoupon = basis.ownCoupon(of: user)
    let reset = basis.entries[user].flatMap {
      basis.queue.reset($0, ownCoupon: ownCoupon, at: basis.now, reason: input.reason, actor: input.actor)
    }
    do throws(RepositoryError) {
      if let reset {
        try session.commitReset(reset)
        return .durable(.success(nil))
      }
      // No row tells of a reset before this one, whose COMMIT may have been cancelled while it waited for a standby.
      return Held(
        .success(basis.entries[user].map { basis.queue.view(of: $0, ownCoupon: ownCoupon) }),
        until: try session.endUnchanged(telling: []))
    } catch {
      throw UseCaseError(error, of: input.campaignID)
    }
  }
}

extension UserID {
  /// The user of a call that needs one. Throws the fault of the field `user_id`.
  static func needed(_ text: String) throws(FieldFault) -> UserID {
    guard let user = try UserID(text) else {
      throw FieldFault(field: "user_id", description: "is empty; a line needs to know who waits, so name the user")
    }
    return user
  }
}
