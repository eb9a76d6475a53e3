public import CampaignDomain

/// Reads a campaign with its issued coupons, a page at a time. Only committed coupons are seen, and a page is one
/// snapshot.
public struct GetCampaign: UseCase {
  /// The most coupons of a page, and how many it has unless told: a full page of the longest ids keeps to half of the
  /// 4 MiB that a response may have.
  public static let maximumPageSize = 10_000

  /// The campaign to read, and the part of its coupons.
  public struct Input: Sendable {
    /// Any number: an id that no campaign has is `.campaignNotFound`.
    public var campaignID: CampaignID
    /// 0: `maximumPageSize`.
    public var pageSize: Int32
    /// Empty: the first page.
    public var pageToken: String
    /// True when only the campaign is wanted: there are no coupons and no next page.
    public var omitCoupons: Bool

    /// Asks for the first page unless a token is given.
    public init(campaignID: CampaignID, pageSize: Int32 = 0, pageToken: String = "", omitCoupons: Bool = false) {
      self.campaignID = campaignID
      self.pageSize = pageSize
      self.pageToken = pageToken
      self.omitCoupons = omitCoupons
    }

    /// The number of coupons that its page may have; 0 for a request that is refused.
    public var maximumCouponCount: Int {
      omitCoupons ? 0 : (try? size) ?? 0
    }

    fileprivate var size: Int {
      get throws(UseCaseError) {
        try PageSize.count(pageSize, standard: GetCampaign.maximumPageSize, maximum: GetCampaign.maximumPageSize)
      }
    }
  }

  /// One page: campaign and coupons of the same moment.
  public struct Output: Sendable {
    /// Its counts are those of this page's snapshot, and may differ from the next page's.
    public var campaign: Campaign
    /// The coupons of the page, by sequence.
    public var coupons: [Coupon]
    /// Empty: this was the last page.
    public var nextPageToken: String

    /// A page made by hand, as tests of the interfaces do.
    public init(campaign: Campaign, coupons: [Coupon], nextPageToken: String) {
      self.campaign = campaign
      self.coupons = coupons
      self.nextPageToken = nextPageToken
    }
  }

  private let database: any ReadingDatabase

  /// Each execution borrows one session of `database` for one read-only transaction.
  public init(database: any ReadingDatabase) {
    self.database = database
  }

  /// Changes nothing. Refused with `.campaignNotFound`, and `.invalidField` for a negative page size or a token that is
  /// garbage or another listing's.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    let size: Int
    let token: PageToken?
    do throws(UseCaseError) {
      size = try input.size
      token = try PageToken(parsing: input.pageToken, scope: input.campaignID.rawValue)
    } catch {
      return completion(.failure(error))
    }
    database.perform(for: call, completion: completion) { (session) throws(UseCaseError) in
      // One coupon more than asked for tells whether another page follows.
      let page = try session.attempt { () throws(RepositoryError) in
        try session.page(
          of: input.campaignID, after: token?.position ?? 0, limit: input.omitCoupons ? 0 : size + 1)
      }
      guard let page else { throw .campaignNotFound(input.campaignID) }
      return page.map { page in
        let coupons = Array(page.coupons.prefix(size))
        var next = ""
        if page.coupons.count > size, let last = coupons.last {
          next = PageToken(scope: input.campaignID.rawValue, position: last.sequence).text
        }
        return .success(Output(campaign: page.campaign, coupons: coupons, nextPageToken: next))
      }
    }
  }
}
