@testable import CampaignDomain

extension CampaignQueue {
  /// The line of the sample campaign.
  static func sample(
    last: Int64 = 0, claimed: Int64 = 0, served: Int64? = nil, failedThrough: Int64 = 0, settledThrough: Int64 = 0,
    mark: QueueFailure = .soldOut, entriesPerHour: Int64? = nil
  ) -> CampaignQueue {
    CampaignQueue(
      campaignID: CampaignID(rawValue: 7), lastTicket: last, claimed: claimed, served: served ?? claimed,
      failedThrough: failedThrough,
      mark: failedThrough > 0 ? Mark(failure: mark, time: .start.moved(by: 60_000_000)) : nil,
      settledThrough: settledThrough, completed: 0, failed: settledThrough, setAside: 0, nextBatchTime: .start,
      lastBatchTime: nil, batchFailures: 0, token: 0, leaseEndTime: nil, entriesPerHour: entriesPerHour)
  }
}

extension QueueEntry {
  /// An entry of the sample campaign's line.
  static func sample(_ user: String = "u", ticket: Int64? = 1, state: State = .waiting) -> QueueEntry {
    QueueEntry(
      requestID: RequestID(high: 0x7000, low: UInt64(ticket ?? 0)), campaignID: CampaignID(rawValue: 7),
      userID: .sample(user), ticket: ticket, state: state, joinTime: .start, updateTime: .start)
  }
}
