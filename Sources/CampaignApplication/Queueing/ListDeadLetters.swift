public import CampaignDomain

/// Lists the entries that the queue gave up and that nobody has reset since, the latest request first, a page at a
/// time.
public struct ListDeadLetters: UseCase {
  /// The entries of a page where the request names no size.
  public static let standardPageSize = 100
  /// The most entries of a page; a larger size asked for is cut to it.
  public static let maximumPageSize = 1_000

  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// `nil`: of all campaigns.
    public var campaignID: CampaignID?
    /// 0: `standardPageSize`.
    public var pageSize: Int32
    /// Empty: the first page.
    public var pageToken: String

    /// A request for a page.
    public init(campaignID: CampaignID?, pageSize: Int32 = 0, pageToken: String = "") {
      self.campaignID = campaignID
      self.pageSize = pageSize
      self.pageToken = pageToken
    }

    /// The number of entries that its page may have; 0 for a request that is refused.
    public var maximumCount: Int { (try? size) ?? 0 }

    fileprivate var size: Int {
      get throws(UseCaseError) {
        try PageSize.count(
          pageSize, standard: ListDeadLetters.standardPageSize, maximum: ListDeadLetters.maximumPageSize)
      }
    }
  }

  /// A page.
  public struct Output: Sendable {
    /// The latest request first.
    public var deadLetters: [DeadLetter]
    /// Empty: this is the last page.
    public var nextPageToken: String

    /// Made by the use case.
    public init(deadLetters: [DeadLetter], nextPageToken: String) {
      self.deadLetters = deadLetters
      self.nextPageToken = nextPageToken
    }
  }

  private let database: any CouponRequestDatabase

  /// Each execution borrows one session of `database` for one page.
  public init(database: any CouponRequestDatabase) {
    self.database = database
  }

  /// Changes nothing. Refused with `.campaignNotFound`, and `.invalidField` for a negative page size or a token that is
  /// garbage or another listing's.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    let size: Int
    let token: RequestPageToken?
    do throws(UseCaseError) {
      size = try input.size
      token = try RequestPageToken(parsing: input.pageToken, scope: input.campaignID)
    } catch {
      return completion(.failure(error))
    }
    database.perform(for: call, completion: completion) { (session) throws(UseCaseError) in
      // One more than asked for tells whether another page follows.
      let found = try session.attempt { () throws(RepositoryError) in
        try session.deadLetters(of: input.campaignID, before: token?.position, limit: size + 1)
      }
      guard let found else { throw .campaignNotFound(input.campaignID ?? CampaignID(rawValue: 0)) }
      return found.map { found in
        let page = Array(found.prefix(size))
        let next = found.count > size ? page.last : nil
        let token = next.map { RequestPageToken(scope: input.campaignID, position: $0.entry.requestID).text }
        return .success(Output(deadLetters: page, nextPageToken: token ?? ""))
      }
    }
  }
}

/// An entry that the queue gave up after its last attempt, with the error of that.
public struct DeadLetter: Hashable, Sendable {
  /// The entry as it ended.
  public let entry: QueueEntry
  /// The error of the last try, cut to `QueueEntry.maximumErrorBytes`.
  public let error: String

  /// Made by a session.
  public init(entry: QueueEntry, error: String) {
    self.entry = entry
    self.error = QueueEntry.cut(error)
  }
}
