import CampaignDomain

/// Reads lines of campaigns from results whose columns from a place on are `columns`.
enum QueueRow {
  /// The names of the columns in SQL, in the order of their places.
  static let columns = [
    "campaign_id", "last_ticket", "claimed", "served", "failed_through", "failed_reason", "failed_time",
    "settled_through", "completed", "failed", "set_aside", "next_batch_time", "last_batch_time", "batch_failures",
    "token", "lease_end_time", "entries_per_hour", "delivering",
  ]

  /// The columns of a table or an alias, for a SELECT.
  static func list(of table: String) -> String { columns.map { "\(table).\($0)" }.joined(separator: ", ") }

  /// `place`: that of the first column. A row whose numbers are out of order is a fault of that campaign alone.
  static func read(_ result: PostgresResult, _ row: Int, at place: Int = 0) throws(PostgresError) -> CampaignQueue {
    let id = try result.int64(row, place)
    func number(_ column: Int) throws(PostgresError) -> Int64 { try result.int64(row, place + column) }
    func time(_ column: Int) throws(PostgresError) -> Timestamp? {
      try result.isNull(row, place + column) ? nil : result.timestamp(row, place + column)
    }
    var mark: CampaignQueue.Mark?
    if try !result.isNull(row, place + 5) {
      let text = try result.text(row, place + 5)
      guard let failure = QueueFailure(rawValue: text), let markTime = try time(6) else {
        throw fault(id, "failed_reason or failed_time is none that a line can have")
      }
      mark = CampaignQueue.Mark(failure: failure, time: markTime)
    }
    let order = [try number(7), try number(4), try number(3), try number(2), try number(1)]
    guard zip([0] + order, order).allSatisfy({ $0 <= $1 }), order.allSatisfy(CampaignQueue.tickets.contains) else {
      throw fault(id, "settled_through, failed_through, served, claimed and last_ticket are \(order), not in order")
    }
    let counts = [try number(8), try number(9), try number(10), try number(17)]
    guard counts.allSatisfy(CampaignQueue.tickets.contains) else {
      throw fault(id, "completed, failed, set_aside and delivering are \(counts), which are no counts")
    }
    guard let nextBatchTime = try time(11) else { throw fault(id, "next_batch_time is NULL") }
    return CampaignQueue(
      campaignID: CampaignID(rawValue: id), lastTicket: order[4], claimed: order[3], served: order[2],
      failedThrough: order[1], mark: mark, settledThrough: order[0], completed: counts[0], failed: counts[1],
      setAside: counts[2], delivering: counts[3], nextBatchTime: nextBatchTime, lastBatchTime: try time(12),
      batchFailures: try result.int32(row, place + 13), token: try number(14), leaseEndTime: try time(15),
      entriesPerHour: try result.isNull(row, place + 16) ? nil : number(16))
  }

  private static func fault(_ id: Int64, _ text: String) -> PostgresError {
    .unexpected("campaign \(id): in campaign_queues \(text); correct the row")
  }
}
