public import CampaignApplication
public import CampaignDomain

extension CampaignPool: CouponRequestDatabase {}

extension PostgresCampaignSession: CouponRequestSession {
  /// Requests with their lines, in one statement.
  public func requests(_ ids: [RequestID]) throws(RepositoryError) -> Held<[FoundRow<RequestID, FoundRequest>]> {
    var batch = PostgresBatch()
    let found = batch.add(CouponRequestStatements.find) { $0.append(ids) }
    // For each the rows that tell of it.
    var telling: [[HeldRow]] = []
    let requests = try read(batch) { (results) throws(PostgresError) in
      try results[found].rows { (result, row) throws(PostgresError) in
        let (request, rows) = try Self.request(result, row)
        if let rows { telling.append(rows) }
        return request
      }
    }
    if telling.isEmpty { return Held(requests, until: nil) }
    return try held(requests, telling: telling.contains(where: \.isEmpty) ? [] : Array(telling.joined()))
  }

  /// Lines, in one statement.
  public func lines(_ ids: [CampaignID]) throws(RepositoryError) -> [FoundRow<CampaignID, CampaignQueue>] {
    var batch = PostgresBatch()
    let found = batch.add(CouponRequestStatements.lines) { $0.append(ids.map(\.rawValue)) }
    return try read(batch) { (results) throws(PostgresError) in try results[found].rows(Self.line) }
  }

  /// A page of dead letters, in one round trip.
  public func deadLetters(
    of campaign: CampaignID?, before id: RequestID?, limit: Int
  ) throws(RepositoryError) -> Held<[DeadLetter]>? {
    let id = id ?? RequestID(high: .max, low: .max)
    var batch = PostgresBatch()
    guard let campaign else {
      let page = batch.add(CouponRequestStatements.allDeadLetters) {
        $0.append(id)
        $0.append(Int64(limit))
      }
      let letters = try read(batch) { (results) throws(PostgresError) in try results[page].rows(Self.deadLetter) }
      return try held(letters)
    }
    let existing = batch.add(CampaignStatements.existing) { $0.append([campaign.rawValue]) }
    let page = batch.add(CouponRequestStatements.deadLetters) {
      $0.append(campaign.rawValue)
      $0.append(id)
      $0.append(Int64(limit))
    }
    let letters = try read(batch) { (results) throws(PostgresError) in
      try results[existing].rowCount == 0 ? nil : results[page].rows(Self.deadLetter)
    }
    return try letters.map { (letters) throws(RepositoryError) in try held(letters) }
  }

  private func held(_ letters: [DeadLetter]) throws(RepositoryError) -> Held<[DeadLetter]> {
    // Those that are missing may have been reset a moment ago.
    try held(letters, telling: [])
  }

  /// `rows`: those that tell of it; `nil`: nothing is told.
  private static func request(
    _ result: PostgresResult, _ row: Int
  ) throws(PostgresError) -> (FoundRow<RequestID, FoundRequest>, rows: [HeldRow]?) {
    let (high, low) = try result.uuid(row, 0)
    do throws(PostgresError) {
      let (entry, coupon) = try QueueEntryRow.read(result, row)
      let queue = try QueueRow.read(result, row, at: QueueEntryRow.columnCount)
      let rows = HeldRow.all(telling: entry, of: queue, ownCoupon: coupon)
      return (.found(FoundRequest(entry, in: queue, ownCoupon: coupon)), rows)
    } catch .unexpected(let text) {
      return (.fault(RequestID(high: high, low: low), text), nil)
    }
  }

  private static func line(
    _ result: PostgresResult, _ row: Int
  ) throws(PostgresError) -> FoundRow<CampaignID, CampaignQueue> {
    let id = CampaignID(rawValue: try result.int64(row, 0))
    do throws(PostgresError) {
      return .found(try QueueRow.read(result, row))
    } catch .unexpected(let text) {
      return .fault(id, text)
    }
  }

  private static func deadLetter(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> DeadLetter {
    DeadLetter(
      entry: try QueueEntryRow.read(result, row).entry, error: try result.text(row, QueueEntryRow.columnCount))
  }
}
