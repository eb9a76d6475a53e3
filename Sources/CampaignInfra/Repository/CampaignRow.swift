import CampaignApplication
import CampaignDomain

/// Reads campaigns from results whose first columns are `columns`. A value that no campaign can have
/// is a fault of that campaign alone.
enum CampaignRow {
  /// The places of the columns.
  enum Column: Int {
    case id, name, totalCoupons, remainingCoupons, lastSequence, startTime, endTime, perUserLimit, state, openedTime
    case createTime, stamp, queueOnly, deliveryURL

    /// The column's name in SQL.
    var name: String { columns[rawValue] }
  }

  /// The names of the columns in SQL, in the order of their places.
  static let columns = [
    "id", "name", "total_coupons", "remaining_coupons", "last_sequence", "start_time", "end_time", "per_user_limit",
    "state", "opened_time", "create_time", "stamp", "queue_only", "delivery_url",
  ]

  /// The column behind the campaign's own.
  static let columnCount = columns.count

  /// The ids of a listing, whose pages begin below the last one's.
  static let ids = 1...(Int64.max - 1)

  /// `checksRanges`: numbers that no campaign can have are faults; an audit wants to see them.
  static func read(
    _ result: PostgresResult, _ row: Int, checksRanges: Bool = true
  ) throws(PostgresError) -> Campaign {
    let id = try result.int64(row, Column.id.rawValue)
    let reader = CampaignRowReader(result: result, row: row, id: id, checksRanges: checksRanges)
    _ = try reader.number(.id, in: ids)
    let total = try reader.number(.totalCoupons, in: CampaignDraft.couponCounts)
    return Campaign(
      id: CampaignID(rawValue: id),
      name: try reader.name(.name),
      totalCoupons: total,
      remainingCoupons: try reader.number(.remainingCoupons, in: 0...max(0, total)),
      lastSequence: try reader.number(.lastSequence, in: Campaign.sequences),
      startTime: try reader.limit(.startTime),
      endTime: try reader.isNull(.endTime) ? nil : reader.limit(.endTime),
      perUserLimit: try reader.smallNumber(.perUserLimit, in: 0...Int32.max),
      state: try reader.state(.state),
      openedTime: try reader.isNull(.openedTime) ? nil : reader.time(.openedTime),
      createTime: try reader.time(.createTime),
      queueOnly: try reader.flag(.queueOnly),
      deliveryURL: try reader.isNull(.deliveryURL) ? nil : reader.url(.deliveryURL),
      stamp: try reader.stamp(.stamp))
  }

  /// Reads the ids from results whose first column is a campaign's id.
  static func ids(_ result: PostgresResult) throws(PostgresError) -> [CampaignID] {
    try result.rows { (result, row) throws(PostgresError) in CampaignID(rawValue: try result.int64(row, 0)) }
  }

  /// A campaign of a listing, in which one campaign's fault takes no other's place.
  static func list(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> ListedCampaign {
    let id = CampaignID(rawValue: try result.int64(row, Column.id.rawValue))
    do throws(PostgresError) {
      return .campaign(try read(result, row))
    } catch .unexpected(let text) {
      return .fault(id, text)
    }
  }
}
