/// A search for a connection that found none: the answer of each host that was tried.
public struct ConnectFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failures, by what may help.
  public enum Cause: Hashable, Sendable {
    /// Nobody answered, or whoever did went away without a word: not listening, silent, unknown to the resolver.
    case unreachable
    /// PostgreSQL answered, with an error report.
    case server(SQLState)
    /// Both ends are there and don't fit together: no password where one is asked for, TLS that one of them doesn't
    /// have.
    case incompatible
    /// The session stood, and was not what target_session_attrs or our own need to write asks for.
    case unsuitable
    /// The connection's parameters contradict each other: nothing was tried.
    case misconfigured
    /// The attempt was stopped from outside.
    case interrupted

    /// True where the hosts behind this one may do better. Somebody whose password is wrong shall hear so, and not that
    /// the last host of the list is away (libpq does the same; it knows 57P03 alone as a reason to go on).
    var isOfThisHostAlone: Bool {
      switch self {
      case .unreachable, .unsuitable: true
      case .server(let state): state.isUnavailability
      case .incompatible, .misconfigured, .interrupted: false
      }
    }
  }

  /// The end of the attempt at one host, or at one of its addresses.
  public struct Attempt: Error, Hashable, Sendable {
    /// `HOST:PORT`, an address behind it where the name has several, or a socket's path; empty: none was tried.
    public let host: String
    /// The kind of failure.
    public let cause: Cause
    /// One line in the words of libpq or PostgreSQL, the SQLSTATE in front where there is one. It holds no password.
    public let reason: String

    init(host: String, cause: Cause, reason: String) {
      self.host = host
      self.cause = cause
      // PostgreSQL's messages may have several lines.
      self.reason = reason.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
  }

  /// The attempts in the order in which they were made; at least one.
  public let attempts: [Attempt]

  init(attempts: [Attempt]) {
    self.attempts = attempts
  }

  /// A failure before any host was tried.
  init(_ cause: Cause, _ reason: String) {
    attempts = [Attempt(host: "", cause: cause, reason: reason)]
  }

  /// The SQLSTATE of the last host that gave one.
  public var state: SQLState? {
    for attempt in attempts.reversed() {
      if case .server(let state) = attempt.cause { return state }
    }
    return nil
  }

  /// True where a host answered and was not suitable, as a standby is for sessions that write.
  public var hasUnsuitableHost: Bool { attempts.contains { $0.cause == .unsuitable } }

  /// True where waiting helps: somebody may start or get a place soon, and nobody said that something is wrong for
  /// good.
  public var isWorthWaitingFor: Bool {
    attempts.allSatisfy { $0.cause == .unsuitable || Self.passesByItself($0.cause) }
      && attempts.contains { Self.passesByItself($0.cause) }
  }

  private static func passesByItself(_ cause: Cause) -> Bool {
    switch cause {
    case .unreachable: true
    case .server(let state): state == .cannotConnectNow || state == .tooManyConnections
    case .incompatible, .unsuitable, .misconfigured, .interrupted: false
    }
  }

  /// One line: each host with its reason.
  public var description: String {
    attempts.map { $0.host.isEmpty ? $0.reason : "\($0.host): \($0.reason)" }.joined(separator: "; ")
  }
}
