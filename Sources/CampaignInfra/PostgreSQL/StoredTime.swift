import CampaignDomain

/// A `timestamptz` as PostgreSQL keeps it: more than a `Timestamp` of the years 1 to 9999 can say.
enum StoredTime: Hashable, CustomStringConvertible {
  /// A time of the years 1 to 9999.
  case time(Timestamp)
  /// A time of another year.
  case otherYear(secondsSinceEpoch: Int64)
  case infinity
  case minusInfinity

  /// Takes any number; the infinities are its extremes (PostgreSQL's timestamp.h, `DT_NOBEGIN` and `DT_NOEND`).
  init(microsecondsSincePostgresEpoch microseconds: Int64) {
    switch microseconds {
    case .max: self = .infinity
    case .min: self = .minusInfinity
    default:
      let time = Timestamp(microsecondsSincePostgresEpoch: microseconds)
      guard time >= .earliest, time <= .latest else {
        self = .otherYear(secondsSinceEpoch: time.microsecondsSinceEpoch / 1_000_000)
        return
      }
      self = .time(time)
    }
  }

  /// The time for logs, as PostgreSQL would write it where it can.
  var description: String {
    switch self {
    case .time(let time): time.rfc3339
    case .otherYear(let seconds): "\(seconds) s from 1970"
    case .infinity: "infinity"
    case .minusInfinity: "-infinity"
    }
  }
}

extension PostgresResult {
  /// A time of the years 1 to 9999, such as the database's clock shows.
  func timestamp(_ row: Int, _ column: Int) throws(PostgresError) -> Timestamp {
    let stored = StoredTime(microsecondsSincePostgresEpoch: try int64(row, column))
    guard case .time(let time) = stored else {
      throw .unexpected("the time \(stored) lies outside of the years 1 to 9999")
    }
    return time
  }
}
