import CampaignApplication
import CampaignInfra
import Logging
import TestDatabase

/// Campaigns in a migrated database of one test's own.
struct PostgreSQLStore: CampaignStore {
  private let database: TestDatabase
  private let pool: CampaignPool
  private let otherPool: CampaignPool
  let issueCoupon: any UseCase<IssueCoupon.Input, IssueCoupon.Output>
  let issueCouponElsewhere: any UseCase<IssueCoupon.Input, IssueCoupon.Output>

  init() throws {
    database = try TestDatabase()
    let postgres = PostgresConfiguration(
      url: try DatabaseURL(database.url), applicationName: "test", lockTimeout: .seconds(10))
    _ = try Migrator(postgres).up()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    pool = CampaignPool(.init(postgres: postgres, connectionCount: 4), name: "test", logger: logger)
    otherPool = CampaignPool(.init(postgres: postgres, connectionCount: 2), name: "other", logger: logger)
    issueCoupon = IssueCoupon(engine: IssueEngine(database: pool, readingFrom: pool))
    issueCouponElsewhere = IssueCoupon(engine: IssueEngine(database: otherPool, readingFrom: otherPool))
  }

  var createCampaign: any UseCase<CreateCampaign.Input, CreateCampaign.Output> { CreateCampaign(database: pool) }
  var getCampaign: any UseCase<GetCampaign.Input, GetCampaign.Output> { GetCampaign(database: pool) }
  var listCampaigns: any UseCase<ListCampaigns.Input, ListCampaigns.Output> { ListCampaigns(database: pool) }
  var pauseCampaign: any UseCase<PauseCampaign.Input, PauseCampaign.Output> { PauseCampaign(database: pool) }
  var resumeCampaign: any UseCase<ResumeCampaign.Input, ResumeCampaign.Output> { ResumeCampaign(database: pool) }
  var closeCampaign: any UseCase<CloseCampaign.Input, CloseCampaign.Output> { CloseCampaign(database: pool) }
  var openDueCampaigns: any BackgroundJob<CampaignEventReport> { OpenDueCampaigns(database: pool) }
  var closeEndedCampaigns: any BackgroundJob<CampaignEventReport> { CloseEndedCampaigns(database: pool) }

  func close() {
    for pool in [pool, otherPool] { pool.close(within: .seconds(5)) }
  }
}
