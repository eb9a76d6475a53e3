/// An outage as its log has it: one line when it begins, one now and then while it lasts, one when it ends, however
/// many notice it. A pure value; the clock is a parameter.
struct Outage {
  typealias Instant = ContinuousClock.Instant

  /// The reason why the database does not serve.
  struct Cause: Hashable, Sendable {
    /// The reason in words; never empty.
    var reason: String
    /// PostgreSQL's SQLSTATE, where it said one.
    var sqlState: String?
    /// The host that was to serve, where it is known.
    var host: String?
  }

  enum Line: Equatable {
    case began(Cause)
    /// The cause is the latest.
    case lasts(Cause, since: Duration)
    case ended(after: Duration)
  }

  private let interval: Duration
  private let calm: Duration
  /// The members that miss the database.
  private var missing: Set<Int> = []
  private var began: Instant?
  private var lastLine: Instant?
  private var lastFailure: Instant?
  /// The moment from which on nobody missed it.
  private var recovered: Instant?

  /// `interval` lies between two lines of an outage that lasts. It is over when nobody has missed the database for
  /// `calm`: sessions of one outage are found dead one after the other.
  init(interval: Duration, calm: Duration) {
    self.interval = interval
    self.calm = calm
  }

  var isUnderWay: Bool { began != nil }

  /// Somebody lost the database, or tried in vain to reach it.
  mutating func failed(_ who: Int, _ cause: Cause, at now: Instant) -> Line? {
    missing.insert(who)
    (lastFailure, recovered) = (now, nil)
    guard let began else {
      (began, lastLine) = (now, now)
      return .began(cause)
    }
    guard let lastLine, now - lastLine >= interval else { return nil }
    self.lastLine = now
    return .lasts(cause, since: now - began)
  }

  /// Somebody reached it, or needs it no more. It is over when nobody has missed it for a while.
  mutating func served(_ who: Int, at now: Instant) -> Line? {
    missing.remove(who)
    guard missing.isEmpty, let began, let lastFailure else { return nil }
    let recovered = recovered ?? now
    self.recovered = recovered
    guard now - lastFailure >= calm else { return nil }
    self = Outage(interval: interval, calm: calm)
    return .ended(after: recovered - began)
  }
}
