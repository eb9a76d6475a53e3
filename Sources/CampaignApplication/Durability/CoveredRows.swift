/// The rows that are known to be durable, as they were: a row that is read again, and is the same, needs no marker. A
/// pure value, with as many rows as there is room for.
///
/// Rows are kept in two halves: a half that is full becomes the older one, whose place it takes; a row that is asked
/// for moves to the younger.
struct CoveredRows: Sendable {
  private let halfCapacity: Int
  private var young: [HeldRow.Key: HeldRow] = [:]
  private var old: [HeldRow.Key: HeldRow] = [:]

  /// Keeps at least half of `capacity` rows, and never more.
  init(capacity: Int = 20_000) {
    halfCapacity = max(1, capacity / 2)
  }

  var count: Int { young.count + old.count }

  mutating func insert(_ row: HeldRow) {
    let key = row.key
    old[key] = nil
    young[key] = row
    guard young.count >= halfCapacity else { return }
    old = young
    young = [:]
  }

  /// True where all of these are durable. None: nothing is known of what is asked for.
  mutating func contains(_ rows: [HeldRow]) -> Bool {
    guard !rows.isEmpty else { return false }
    for row in rows {
      let key = row.key
      if young[key] == row { continue }
      guard old[key] == row else { return false }
      insert(row)
    }
    return true
  }

  mutating func removeAll() { self = CoveredRows(capacity: 2 * halfCapacity) }
}
