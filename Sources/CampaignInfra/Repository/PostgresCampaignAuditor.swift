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
    /// Rows of coupons that were revoked and whose stock was returned.
    public let returnedCoupons: Int64
    /// The number of transitions from SCHEDULED to OPEN that are recorded.
    public let openings: Int64
    /// The time of the first of them.
    public let openingTime: Timestamp?
    /// Coupons of the campaign whose code another row has, of whatever campaign.
    public let sharedCodes: Int64
    /// Users who have a coupon of the campaign.
    public let users: Int64
    /// The coupons, but those whose stock was returned, of the user who has the most; 0 where nobody has one.
    public let mostCouponsOfAUser: Int64
    /// Users who have more than the campaign's limit; 0 where there is none.
    public let usersBeyondLimit: Int64
    /// The database server's version, in its own words.
    public let serverVersion: String
    /// The version of the library that speaks to it.
    public let libraryVersion: String
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
  /// statement has ten minutes. `onCampaign` takes the campaign, before its coupons; `onCoupons`, page by page, all
  /// coupons that have a sequence, by it; `onSortedCodes`, page by page, all codes, sorted by their bytes. Returns
  /// `nil`, and calls nobody, where there is no such campaign. The errors' texts have no password in them.
  public func read(
    _ id: CampaignID, onCampaign: (Campaign) -> Void, onCoupons: ([Coupon]) -> Void,
    onSortedCodes: ([CouponCode]) -> Void
  ) throws(PostgresError) -> Facts? {
    let connection = try configuration.connect(unless: interruption)
    let limit = configuration.responseTimeout
    try connection.run(script: AuditStatements.settings, within: limit)
    try connection.prepare(AuditStatements.all, within: limit)
    let snapshot = Snapshot(connection: connection, id: id, pageSize: pageSize, limit: limit)
    guard let (campaign, serverVersion) = try snapshot.begin() else { return nil }
    onCampaign(campaign)
    try snapshot.readCoupons(onCoupons)
    try snapshot.readCodes(onSortedCodes)
    let facts = try snapshot.readFacts(of: campaign, serverVersion: serverVersion)
    // A certificate says what no crash takes back. A standby was sent only what its primary flushed.
    if !connection.settings.isInRecovery {
      try connection.prepare([DurabilityMarker.statement], within: limit)
      _ = try connection.pipeline([PostgresCommand(DurabilityMarker.statement)], within: limit)
    }
    return facts
  }

  /// One audit under way.
  private struct Snapshot {
    let connection: PostgresConnection
    let id: CampaignID
    let pageSize: Int
    let limit: Duration

    func begin() throws(PostgresError) -> (Campaign, serverVersion: String)? {
      let results = try connection.pipeline(
        [
          PostgresCommand(CampaignStatements.beginRead), command(CampaignStatements.find),
          PostgresCommand(AuditStatements.serverVersion),
        ], within: limit)
      guard results[1].rowCount > 0 else { return nil }
      return (try CampaignRow.read(results[1], 0, checksRanges: false), try results[2].text(0, 0))
    }

    func readCoupons(_ take: ([Coupon]) -> Void) throws(PostgresError) {
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
        let page = try result.rows(CouponRow.read)
        take(page)
        guard page.count >= pageSize, let sequence = page.last?.sequence else { return }
        last = sequence
      }
    }

    func readCodes(_ take: ([CouponCode]) -> Void) throws(PostgresError) {
      _ = try connection.pipeline([command(AuditStatements.declareCodes)], within: limit)
      let fetch = AuditStatements.fetchCodes(pageSize)
      try connection.prepare([fetch], within: limit)
      while true {
        let result = try connection.pipeline([PostgresCommand(fetch)], within: limit)[0]
        take(
          try result.rows { (result, row) throws(PostgresError) in
            CouponCode(alreadyChecked: try result.text(row, 0))
          })
        guard result.rowCount == pageSize else { return }
      }
    }

    func readFacts(of campaign: Campaign, serverVersion: String) throws(PostgresError) -> Facts {
      let results = try connection.pipeline(
        [
          command(AuditStatements.openings), command(AuditStatements.sharedCodes),
          PostgresCommand(AuditStatements.users) {
            $0.append(id.rawValue)
            $0.append(Int64(campaign.perUserLimit))
          }, command(AuditStatements.couponCount), PostgresCommand(CampaignStatements.commit),
        ], within: limit)
      return Facts(
        campaign: campaign, coupons: try results[3].int64(0, 0),
        returnedCoupons: try results[3].int64(0, 1), openings: try results[0].int64(0, 0),
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
