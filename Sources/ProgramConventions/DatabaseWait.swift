internal import CampaignInfra

/// A wait for a database that is not there yet: which failures are waited for, how long, and what is said when. A pure
/// value; the clock is a parameter.
struct DatabaseWait {
  /// The thing to do after a failure.
  enum Step: Equatable {
    /// Say this, if anything, pause, and try again.
    case tryAgain(at: ContinuousClock.Instant, DatabaseWaitLine?)
    /// Waiting doesn't help, or there is no time left. `waited` is `nil` when nothing was waited for.
    case giveUp(waited: Duration?)
  }

  private static let firstPause = Duration.milliseconds(100)
  private static let longestPause = Duration.seconds(1)
  private static let shortestAttempt = Duration.milliseconds(500)

  private let began: ContinuousClock.Instant
  private let limit: Duration
  private var pause = firstPause
  /// The reasons that were told; `nil` as long as nothing is waited for.
  private var said: Set<String>?

  /// A wait of `limit` from `now` on; zero: there is one attempt.
  init(limit: Duration, at now: ContinuousClock.Instant) {
    self.limit = limit
    began = now
  }

  /// The end of the last attempt; `nil` where there is only one, which has its own limits.
  var deadline: ContinuousClock.Instant? { limit > .zero ? began + limit : nil }

  /// An attempt failed.
  mutating func failed(_ error: PostgresError, at now: ContinuousClock.Instant) -> Step {
    // An attempt that has hardly any time fails without learning why.
    let lastAttempt = began + limit - min(Self.shortestAttempt, limit / 4)
    guard error.isWorthWaitingFor, now < lastAttempt else { return .giveUp(waited: said.map { _ in now - began }) }
    let line: DatabaseWaitLine?
    if said == nil {
      line = .began(atMost: limit, reason: "\(error)")
    } else {
      line = said?.contains(error.outline) == true ? nil : .another(left: began + limit - now, reason: "\(error)")
    }
    said = (said ?? []).union([error.outline])
    defer { pause = min(Self.longestPause, pause * 2) }
    return .tryAgain(at: min(now + pause, lastAttempt), line)
  }

  /// An attempt succeeded: what to say, if anything was waited for.
  func succeeded(at now: ContinuousClock.Instant) -> DatabaseWaitLine? {
    said.map { _ in .ended(after: now - began) }
  }

  /// Somebody told the program to end.
  func interrupted(at now: ContinuousClock.Instant) -> DatabaseWaitLine {
    .stopped(after: now - began)
  }
}

/// A line about a wait: one at its beginning, one for each new reason, one at its end.
public enum DatabaseWaitLine: Hashable, Sendable, CustomStringConvertible {
  /// It is waited for, and this is why.
  case began(atMost: Duration, reason: String)
  /// It is waited for, for another reason than before.
  case another(left: Duration, reason: String)
  /// The database is there.
  case ended(after: Duration)
  /// The program was told to end before it began to work.
  case stopped(after: Duration)

  /// The line in English.
  public var description: String {
    switch self {
    case .began(let limit, let reason): "waiting for the database, at most \(limit.flagText): \(reason)"
    case .another(let left, let reason): "still waiting for the database, \(left.inTenths) left: \(reason)"
    case .ended(let time): "the database is there, after \(time.inTenths)"
    case .stopped(let time): "told to end before the database was ready, after \(time.inTenths)"
    }
  }
}

extension Duration {
  /// The duration as people like to read it, cut to tenths of a second.
  public var inTenths: String {
    let tenths = Int64(self / .milliseconds(100))
    return Duration.milliseconds(max(0, tenths) * 100).flagText
  }
}

extension PostgresError {
  /// The part of a reason that makes it another one: not the words, in which a time may differ, but hosts and codes.
  fileprivate var outline: String {
    guard case .cannotConnect(let failure) = self else { return "lost" }
    return failure.attempts.map { "\($0.host) \($0.cause)" }.joined(separator: "; ")
  }
}
