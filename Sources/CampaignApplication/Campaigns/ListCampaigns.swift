public import CampaignDomain

/// Lists campaigns, the newest first, a page at a time.
public struct ListCampaigns: UseCase {
  /// The campaigns of a page where the request names no size.
  public static let standardPageSize = 100
  /// The most campaigns of a page; a larger size asked for is cut to it.
  public static let maximumPageSize = 1_000

  /// The part of the listing to read.
  public struct Input: Sendable {
    /// 0: `standardPageSize`.
    public var pageSize: Int32
    /// Empty: the first page.
    public var pageToken: String

    /// Asks for the newest campaigns unless a token is given.
    public init(pageSize: Int32 = 0, pageToken: String = "") {
      self.pageSize = pageSize
      self.pageToken = pageToken
    }

    /// The number of campaigns that its page may have; 0 for a request that is refused.
    public var maximumCampaignCount: Int { (try? size) ?? 0 }

    fileprivate var size: Int {
      get throws(UseCaseError) {
        try PageSize.count(pageSize, standard: ListCampaigns.standardPageSize, maximum: ListCampaigns.maximumPageSize)
      }
    }
  }

  /// One page of the listing, one snapshot.
  public struct Output: Sendable {
    /// The campaigns by id, the highest first: one that is created after the first page was read is on none of the
    /// later ones. Campaigns whose row holds what none can have are left out: a page may have fewer than were asked
    /// for.
    public var campaigns: [Campaign]
    /// Empty: this was the last page.
    public var nextPageToken: String

    /// A page made by hand, as tests of the interfaces do.
    public init(campaigns: [Campaign], nextPageToken: String) {
      self.campaigns = campaigns
      self.nextPageToken = nextPageToken
    }
  }

  private let database: any ReadingDatabase
  private let report: OperatorReport

  /// Each execution borrows one session of `database` for one statement. `report` hears which campaigns were left out.
  public init(database: any ReadingDatabase, report: @escaping OperatorReport = { _ in }) {
    self.database = database
    self.report = report
  }

  /// Changes nothing. Refused with `.invalidField` for a negative page size or a token that is garbage or another
  /// listing's.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    let size: Int
    let token: PageToken?
    do throws(UseCaseError) {
      size = try input.size
      token = try PageToken(parsing: input.pageToken, scope: PageToken.campaigns)
    } catch {
      return completion(.failure(error))
    }
    database.perform(for: call, completion: completion) { [report] (session) throws(UseCaseError) in
      let found = try session.attempt { () throws(RepositoryError) in
        try session.campaigns(
          before: token.map { CampaignID(rawValue: $0.position) }, limit: size + 1)
      }
      return found.map { .success(Self.page(of: $0, size: size, telling: report)) }
    }
  }

  private static func page(of found: [ListedCampaign], size: Int, telling report: OperatorReport) -> Output {
    let page = found.prefix(size)
    var output = Output(campaigns: [], nextPageToken: "")
    // Ids below 1 are nobody's and come last: behind one of them there is nothing to list.
    if found.count > size, let last = page.last, last.id.rawValue > 0 {
      output.nextPageToken = PageToken(scope: PageToken.campaigns, position: last.id.rawValue).text
    }
    output.campaigns.reserveCapacity(page.count)
    for listed in page {
      switch listed {
      case .campaign(let campaign): output.campaigns.append(campaign)
      case .fault(let id, let text): report(.campaignLeftOut(id, fault: text))
      }
    }
    return output
  }
}
