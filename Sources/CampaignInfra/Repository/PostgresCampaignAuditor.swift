public import CampaignDomain
import CLibPQ

/// Reads what the database holds of a campaign, in one snapshot (REPEATABLE READ, READ ONLY) and page by page: ten
/// million coupons take no more memory than a page of them.
public struct PostgresCampaignAuditor: Sendable {
  /// The findings of an audit beside the coupons themselves, all of one snapshot.
  public struct Facts: Hashable, Sendable {
    /// The campaign as it is saved.
    public let campaign: Campaign
    /// Rows of coupons, counted apart from the pages: as many as they had, unless one has no sequence at all.
    public let coupons: Int64
    /// The number of transitions from SCHEDULED to OPEN that are recorded.
    public let openings: Int64
    /// The time of the first of them.
    public let openingTime: Timestamp?
    /// Coupons of the campaign whose code another row has, of whatever campaign.
    public let sharedCodes: Int64
    /// Users who have a coupon of the campaign.
    public let users: Int64
    /// The coupons of the user who has the most; 0 where nobody has one.
    public let mostCouponsOfAUser: Int64
    /// Users who have more than the campaign's limit; 0 where there is none.
    public let usersBeyondLimit: Int64
    /// The database server's version, in its own words.
    public let serverVersion: String
    /// The version of the library that speaks to it.
    public let libraryVersion: String
  }

  /// The reason for which the database could not be read, in one line for a person, with no password in it.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The cause of the failure.
    public let description: String
  }

  /// Takes what an audit reads, on the audit's thread: the campaign before its coupons; coupons by sequence, page by
  /// page, all that have one; all codes, sorted by their bytes.
  public struct Visitor {
    let campaign: (Campaign) -> Void
    let coupons: ([Coupon]) -> Void
    let sortedCodes: ([CouponCode]) -> Void

    /// A visitor of these three.
    public init(
      campaign: @escaping (Campaign) -> Void, coupons: @escaping ([Coupon]) -> Void,
      sortedCodes: @escaping ([CouponCode]) -> Void
    ) {
      self.campaign = campaign
      self.coupons = coupons
      self.sortedCodes = sortedCodes
    }
  }

  private let configuration: PostgresConfiguration
  private let pageSize: Int
  private let interruption: Interruption?

  /// An auditor of this database. Pages of more than a few thousand coupons gain nothing. `interruption` ends an audit.
  public init(
    _ configuration: PostgresConfiguration, pageSize: Int = 10_000, unless interruption: Interruption? = nil
  ) {
    var patient = configuration
    // To sort ten million codes takes PostgreSQL a while; each step still has its limit.
    patient.statementTimeout = .seconds(600)
    patient.responseTimeout = .seconds(660)
    // We only compute between two pages.
    patient.idleInTransactionTimeout = .seconds(120)
    self.configuration = patient
    self.pageSize = max(1, pageSize)
    self.interruption = interruption
  }

  /// Connects, reads one snapshot of a campaign and leaves the database. Blocks; belongs on a thread of its own. Each
  /// statement has ten minutes. Returns `nil`, and calls no visitor, where there is no such campaign.
  public func read(_ id: CampaignID, _ visitor: Visitor) throws(Failure) -> Facts? {
    do throws(PostgresError) {
      let connection = try configuration.connect(unless: interruption)
      let limit = configuration.responseTimeout
      try connection.run(script: AuditStatements.settings, within: limit)
      try connection.prepare(AuditStatements.all, within: limit)
      return try Snapshot(connection: connection, id: id, pageSize: pageSize, limit: limit).read(visitor)
    } catch {
      throw Failure(description: "the database can't be audited: \(error)")
    }
  }

  /// One audit under way.
  private struct Snapshot {
    let connection: PostgresConnection
    let id: CampaignID
    let pageSize: Int
    let limit: Duration

    func read(_ visitor: Visitor) throws(PostgresError) -> Facts? {
      let results = try connection.pipeline(
        [
          PostgresCommand(CampaignStatements.beginRead), command(CampaignStatements.find),
          PostgresCommand(AuditStatements.serverVersion),
        ], within: limit)
      guard results[1].rowCount > 0 else { return nil }
      let campaign = try CampaignRow.read(results[1], 0, checksRanges: false)
      let serverVersion = try results[2].text(0, 0)
      visitor.campaign(campaign)
      try readCoupons(visitor)
      try readCodes(visitor)
      let facts = try readFacts(of: campaign, serverVersion: serverVersion)
      _ = try connection.pipeline([PostgresCommand(CampaignStatements.commit)], within: limit)
      return facts
    }

    private func readCoupons(_ visitor: Visitor) throws(PostgresError) {
      var last = Int64.min
      while true {
        let result = try connection.pipeline(
          [
            PostgresCommand(AuditStatements.coupons) {
              $0.append(id.rawValue)
              $0.append(last)
              $0.append(Int64(pageSize))
            }
          ], within: limit)[0]
        let page = try result.rows { (result, row) throws(PostgresError) in try CouponRow.read(result, row) }
        visitor.coupons(page)
        guard page.count >= pageSize, let sequence = page.last?.sequence else { return }
        last = sequence
      }
    }

    private func readCodes(_ visitor: Visitor) throws(PostgresError) {
      _ = try connection.pipeline([command(AuditStatements.declareCodes)], within: limit)
      let fetch = AuditStatements.fetchCodes(pageSize)
      try connection.prepare([fetch], within: limit)
      while true {
        let result = try connection.pipeline([PostgresCommand(fetch)], within: limit)[0]
        visitor.sortedCodes(
          try result.rows { (result, row) throws(PostgresError) in
            CouponCode(alreadyChecked: try result.text(row, 0))
          })
        guard result.rowCount == pageSize else { return }
      }
    }

    private func readFacts(
      of campaign: Campaign, serverVersion: String
    ) throws(PostgresError) -> Facts {
      let results = try connection.pipeline(
        [
          command(AuditStatements.openings), command(AuditStatements.sharedCodes),
          PostgresCommand(AuditStatements.users) {
            $0.append(id.rawValue)
            $0.append(Int64(campaign.perUserLimit))
          }, command(AuditStatements.couponCount),
        ], within: limit)
      return Facts(
        campaign: campaign, coupons: try results[3].int64(0, 0), openings: try results[0].int64(0, 0),
        openingTime: try results[0].isNull(0, 1) ? nil : results[0].timestamp(0, 1),
        sharedCodes: try results[1].int64(0, 0), users: try results[2].int64(0, 0),
        mostCouponsOfAUser: try results[2].int64(0, 1), usersBeyondLimit: try results[2].int64(0, 2),
        serverVersion: serverVersion, libraryVersion: Self.libraryVersion)
    }

    private func command(_ statement: PostgresStatement) -> PostgresCommand {
      PostgresCommand(statement) { $0.append(id.rawValue) }
    }

    /// `major * 10000 + minor`, since version 10.
    private static var libraryVersion: String {
      let (major, minor) = PQlibVersion().quotientAndRemainder(dividingBy: 10_000)
      return "\(major).\(minor)"
    }
  }
}
