import CampaignApplication
import CampaignDomain
import Foundation
import ScriptedStorage

/// Campaigns as unit tests keep them, under a clock that goes.
struct InMemoryStore: CampaignStore {
  private let database: ClockedDatabase
  let issueCoupon: any UseCase<IssueCoupon.Input, IssueCoupon.Output>
  let issueCouponElsewhere: any UseCase<IssueCoupon.Input, IssueCoupon.Output>

  let joinQueue: any UseCase<JoinQueue.Input, JoinQueue.Output>
  let joinQueueElsewhere: any UseCase<JoinQueue.Input, JoinQueue.Output>

  init() {
    database = ClockedDatabase()
    joinQueue = JoinQueue(engine: JoinEngine(database: database))
    joinQueueElsewhere = JoinQueue(engine: JoinEngine(database: database))
    issueCoupon = IssueCoupon(engine: IssueEngine(database: database, readingFrom: database))
    issueCouponElsewhere = IssueCoupon(engine: IssueEngine(database: database, readingFrom: database))
  }

  var createCampaign: any UseCase<CreateCampaign.Input, CreateCampaign.Output> { CreateCampaign(database: database) }
  var getCampaign: any UseCase<GetCampaign.Input, GetCampaign.Output> { GetCampaign(database: database) }
  var listCampaigns: any UseCase<ListCampaigns.Input, ListCampaigns.Output> { ListCampaigns(database: database) }
  var pauseCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> {
    ChangeCampaignState(.pause, database: database)
  }
  var resumeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> {
    ChangeCampaignState(.resume, database: database)
  }
  var closeCampaign: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output> {
    ChangeCampaignState(.close, database: database)
  }
  var getQueueStatus: any UseCase<GetQueueStatus.Input, GetQueueStatus.Output> { GetQueueStatus(database: database) }
  var getQueueInfo: any UseCase<GetQueueInfo.Input, GetQueueInfo.Output> { GetQueueInfo(database: database) }
  var resetQueueEntry: any UseCase<ResetQueueEntry.Input, ResetQueueEntry.Output> {
    ResetQueueEntry(database: database)
  }
  var initStock: any UseCase<InitStock.Input, InitStock.Output> { InitStock(database: database) }
  var revokeCoupon: any UseCase<RevokeCoupon.Input, RevokeCoupon.Output> { RevokeCoupon(database: database) }
  var queueBatches: any ScheduledJob { QueueBatchJob(database: database, rules: QueueBatchRules(interval: .zero)) }
  var openDueCampaigns: any ScheduledJob { CampaignEventJob(.start, database: database) }
  var closeEndedCampaigns: any ScheduledJob { CampaignEventJob(.end, database: database) }

  func close() {}
}

/// One scripted session on a thread of its own, whose clock is the system's.
private struct ClockedDatabase: IssueDatabase, CreationDatabase, ReadingDatabase, AgendaDatabase, QueueJoinDatabase,
  QueueReadingDatabase, QueueBatchDatabase, RevocationDatabase
{
  private let session = ScriptedSession([])
  private let thread: ThreadedDatabase

  init() {
    thread = ThreadedDatabase(session)
  }

  func perform(_ work: @escaping @Sendable (Result<ScriptedSession, RepositoryError>) -> Void) {
    thread.perform { session in
      let now = Timestamp(microsecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000_000))
      if case .success(let session) = session { session.script { $0.now = now } }
      work(session)
    }
  }
}
