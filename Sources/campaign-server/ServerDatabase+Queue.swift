import CampaignApplication

/// The use cases of lines. Places and lines are read where pages are: from a standby that the URL admits, and then they
/// may be a moment old.
extension ServerDatabase {
  var joinQueue: JoinQueue { JoinQueue(engine: joinEngine) }
  var getQueueStatus: GetQueueStatus { GetQueueStatus(database: querying) }
  var getQueueInfo: GetQueueInfo { GetQueueInfo(database: querying) }
  var resetQueueEntry: ResetQueueEntry { ResetQueueEntry(database: changing) }
}
