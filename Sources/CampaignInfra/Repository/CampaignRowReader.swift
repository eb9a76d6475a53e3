import CampaignDomain

/// Reads the values of one campaign's row. A fault of one is named: campaign, column, value and what to do.
struct CampaignRowReader {
  typealias Column = CampaignRow.Column

  let result: PostgresResult
  let row: Int
  let id: Int64
  /// True where numbers and texts that are out of their range are faults.
  let checksRanges: Bool

  func isNull(_ column: Column) throws(PostgresError) -> Bool { try result.isNull(row, column.rawValue) }

  func number(_ column: Column, in range: ClosedRange<Int64>) throws(PostgresError) -> Int64 {
    let number = try read(column) { (column) throws(PostgresError) in try result.int64(row, column) }
    try check(number, of: column, in: range)
    return number
  }

  func smallNumber(_ column: Column, in range: ClosedRange<Int32>) throws(PostgresError) -> Int32 {
    let number = try read(column) { (column) throws(PostgresError) in try result.int32(row, column) }
    try check(number, of: column, in: range)
    return number
  }

  /// A name that fits into an answer: the schema's limit, should its constraint be gone.
  func name(_ column: Column) throws(PostgresError) -> String {
    let name = try text(column)
    // Bytes are counted already; only a name of many is counted by scalars.
    guard !checksRanges || name.utf8.count <= 200 || name.unicodeScalars.count <= 200 else {
      throw fault(column, "has \(name.unicodeScalars.count) characters, and at most 200 can be shown")
    }
    return name
  }

  /// A URL that a request can be sent to.
  func url(_ column: Column) throws(PostgresError) -> DeliveryURL {
    let url = DeliveryURL(alreadyChecked: try text(column))
    guard url.text.utf8.count <= DeliveryURL.maximumBytes, url.parts != nil else {
      throw fault(column, "is no URL of at most 2,048 bytes that a coupon can be handed to")
    }
    return url
  }

  func state(_ column: Column) throws(PostgresError) -> CampaignState {
    let text = try text(column)
    guard let state = CampaignState(rawValue: text) else {
      throw fault(column, "is \(String(text.prefix(40)).debugDescription), which is no state")
    }
    return state
  }

  /// A time that answers and JSON can say.
  func time(_ column: Column) throws(PostgresError) -> Timestamp {
    let time = try storedTime(column)
    guard case .time(let time) = time else { throw outsideOfYears(column, time) }
    return time
  }

  /// A start or an end, which may be infinitely far. `nil`: it never comes. A time before all times counts as the first
  /// that can be said.
  func limit(_ column: Column) throws(PostgresError) -> Timestamp? {
    switch try storedTime(column) {
    case .time(let time): return time
    case .infinity: return nil
    case .minusInfinity: return .earliest
    case let time: throw outsideOfYears(column, time)
    }
  }

  func flag(_ column: Column) throws(PostgresError) -> Bool {
    try read(column) { (column) throws(PostgresError) in try result.bool(row, column) }
  }

  func stamp(_ column: Column) throws(PostgresError) -> RowStamp {
    let (history, save) = try read(column) { (column) throws(PostgresError) in try result.uuid(row, column) }
    return RowStamp(history: history, save: save)
  }

  private func storedTime(_ column: Column) throws(PostgresError) -> StoredTime {
    StoredTime(
      microsecondsSincePostgresEpoch: try read(column) { (column) throws(PostgresError) in
        try result.int64(row, column)
      })
  }

  private func text(_ column: Column) throws(PostgresError) -> String {
    try read(column) { (column) throws(PostgresError) in try result.text(row, column) }
  }

  /// A NULL, or a value of another type, is the column's fault.
  private func read<Value>(
    _ column: Column, _ body: (Int) throws(PostgresError) -> Value
  ) throws(PostgresError) -> Value {
    guard try !isNull(column) else { throw fault(column, "is NULL") }
    do throws(PostgresError) {
      return try body(column.rawValue)
    } catch .unexpected(let text) {
      throw fault(column, "can't be read: \(text)")
    }
  }

  private func check<Number: FixedWidthInteger>(
    _ number: Number, of column: Column, in range: ClosedRange<Number>
  ) throws(PostgresError) {
    guard !checksRanges || range.contains(number) else {
      throw fault(column, "is \(number), not within \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func outsideOfYears(_ column: Column, _ time: StoredTime) -> PostgresError {
    fault(column, "is \(time), outside of the years 1 to 9999")
  }

  private func fault(_ column: Column, _ text: String) -> PostgresError {
    .unexpected("campaign \(id): \(column.name) \(text); correct the row")
  }
}
