import CampaignApplication
import CampaignDomain
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
  let joinQueue: any UseCase<JoinQueue.Input, JoinQueue.Output>
  let joinQueueElsewhere: any UseCase<JoinQueue.Input, JoinQueue.Output>

  init() throws {
    database = try TestDatabase()
    var postgres = PostgresConfiguration(url: try DatabaseURL(database.url), applicationName: "test")
    postgres.lockTimeout = .seconds(10)
    _ = try Migrator(postgres).up()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    pool = CampaignPool(
      .init(postgres: postgres, connectionCount: 4), name: "test", as: DatabaseSessions(logger: logger).join(),
      logger: logger)
    otherPool = CampaignPool(
      .init(postgres: postgres, connectionCount: 2), name: "other", as: DatabaseSessions(logger: logger).join(),
      logger: logger)
    issueCoupon = IssueCoupon(engine: IssueEngine(database: pool, readingFrom: pool))
    issueCouponElsewhere = IssueCoupon(engine: IssueEngine(database: otherPool, readingFrom: otherPool))
    joinQueue = JoinQueue(engine: JoinEngine(database: pool))
    joinQueueElsewhere = JoinQueue(engine: JoinEngine(database: otherPool))
  }

  var createCampaign: any UseCase<CreateCampaign.Input, CreateCampaign.Output> { CreateCampaign(database: pool) }
  var getCampaign: any UseCase<GetCampaign.Input, GetCampaign.Output> { GetCampaign(database: pool) }
  var listCampaigns: any UseCase<ListCampaigns.Input, ListCampaigns.Output> { ListCampaigns(database: pool) }
  var pauseCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> {
    ChangeCampaignState(.pause, database: pool)
  }
  var resumeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> {
    ChangeCampaignState(.resume, database: pool)
  }
  var closeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> {
    ChangeCampaignState(.close, database: pool)
  }
  var getQueueStatus: any UseCase<GetQueueStatus.Input, GetQueueStatus.Output> { GetQueueStatus(database: pool) }
  var getQueueInfo: any UseCase<GetQueueInfo.Input, GetQueueInfo.Output> { GetQueueInfo(database: pool) }
  var resetQueueEntry: any UseCase<ResetQueueEntry.Input, ResetQueueEntry.Output> {
    ResetQueueEntry(database: pool)
  }
  var initStock: any UseCase<InitStock.Input, InitStock.Output> { InitStock(database: pool) }
  var revokeCoupon: any UseCase<RevokeCoupon.Input, RevokeCoupon.Output> { RevokeCoupon(database: pool) }
  var queueBatches: any ScheduledJob { QueueBatchJob(database: pool, rules: QueueBatchRules(interval: .zero)) }
  var openDueCampaigns: any ScheduledJob { CampaignEventJob(.start, database: pool) }
  var closeEndedCampaigns: any ScheduledJob { CampaignEventJob(.end, database: pool) }

  func close() {
    for pool in [pool, otherPool] { pool.close(within: .seconds(5)) }
  }
}
