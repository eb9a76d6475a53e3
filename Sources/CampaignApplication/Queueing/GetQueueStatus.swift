public import CampaignDomain

/// Tells a user's place in the line of a campaign.
public struct GetQueueStatus: UseCase {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The campaign whose line it is.
    public var campaignID: CampaignID
    /// Needed.
    public var userID: String

    /// A request about this user.
    public init(campaignID: CampaignID, userID: String) {
      self.campaignID = campaignID
      self.userID = userID
    }
  }

  /// The user's entry; `nil`: they have none.
  public typealias Output = QueueEntryView?

  private let database: any QueueReadingDatabase

  /// Each execution borrows one session of `database` for one statement.
  public init(database: any QueueReadingDatabase) {
    self.database = database
  }

  /// Changes nothing. Refused with `.invalidField` without a user, and with `.campaignNotFound`.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    let user: UserID
    do throws(FieldFault) { user = try .needed(input.userID) } catch {
      return completion(.failure(.invalidField([error])))
    }
    database.perform(for: call, completion: completion) { (session) throws(UseCaseError) in
      let found = try session.attempt { () throws(RepositoryError) in
        try session.queueEntry(of: user, in: input.campaignID)
      }
      return found.map { found in
        switch found {
        case .noCampaign: .failure(.campaignNotFound(input.campaignID))
        case .noEntry: .success(nil)
        case .found(let view): .success(view)
        }
      }
    }
  }
}
