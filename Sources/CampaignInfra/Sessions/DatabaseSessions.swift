public import Logging
import Synchronization

/// Joins the pools and listeners of one process, so that they tell each other of their sessions: which of them may have
/// one more, that sessions are in doubt, and that the database is away, which the log says once.
public final class DatabaseSessions: Sendable {
  private struct Members {
    var order = SessionOrder()
    var all: [SessionMember] = []
  }

  private let logger: Logger
  private let members = Mutex(Members())
  private let doubt = Mutex(SessionDoubt())
  private let outage: OutageLog
  private let shortage: OutageLog

  /// Begins without members. `outageInterval` lies between two lines of an outage that lasts.
  public init(logger: Logger, outageInterval: Duration = .seconds(60)) {
    self.logger = logger
    outage = OutageLog("database outage", interval: outageInterval, logger: logger)
    shortage = OutageLog("database connection shortage", level: .warning, interval: outageInterval, logger: logger)
  }

  /// A pool or listener joins before any of them connects, so that each gets its first session before any its second.
  /// `keepsOne`: it wants a session also while it has nothing to do.
  public func join(keepsOne: Bool = true) -> SessionMember {
    members.withLock { members in
      let member = SessionMember(id: members.order.join(keepsOne: keepsOne), sessions: self)
      members.all.append(member)
      return member
    }
  }

  /// True while the database is away, as the log said.
  var isOutage: Bool { outage.isUnderWay }

  func verdict(on connection: PostgresConnection) -> SessionDoubt.Verdict {
    doubt.withLock { $0.verdict(madeAt: connection.madeAt, heardAt: connection.heardAt) }
  }

  /// `refused` is run before a later transition can name the member.
  func claim(_ id: Int, orElse refused: () -> Void) -> Bool {
    members.withLock { members in
      let isGranted = members.order.claim(id)
      if !isGranted { refused() }
      return isGranted
    }
  }

  func connected(_ id: Int) {
    release { $0.connected(id) }
    shortage.served(id)
    guard isOutage else { return }
    outage.served(id)
    tell(.recovered, but: id)
  }

  /// `hasSession`: the member has others, and goes on with them.
  func attemptFailed(_ id: Int, _ error: PostgresError, hasSession: Bool) {
    release { $0.failed(id, isShortage: error.isShortage) }
    (hasSession && error.isShortage ? shortage : outage).failed(id, Outage.Cause(error, host: error.host))
  }

  /// A session of the member was found to be over, by whoever used it.
  func lost(_ id: Int, _ loss: ConnectionLoss, madeAt: ContinuousClock.Instant) {
    if loss.error.showsOutdatedStatements {
      let isNews = doubt.withLock { $0.renew(at: .now, madeAt: madeAt) }
      if isNews { logger.notice("database sessions begin anew", metadata: ["reason": "\(loss.error)"]) }
    } else {
      doubt.withLock { $0.suspect(at: .now) }
      outage.failed(id, Outage.Cause(loss.error, host: loss.host))
    }
    tell(.doubt)
  }

  private func tell(_ signal: SessionMember.Signal, but id: Int? = nil) {
    for member in members.withLock({ $0.all }) where member.id != id { member.hear(signal) }
  }

  func ended(_ id: Int) {
    release { $0.ended(id) }
    if members.withLock({ $0.order.isContent(id) }) { outage.served(id) }
  }

  func served(_ id: Int) { outage.served(id) }

  func left(_ id: Int) {
    members.withLock { members in members.all.removeAll { $0.id == id } }
    release { $0.left(id) }
    shortage.served(id)
    outage.served(id)
  }

  private func release(_ transition: (inout SessionOrder) -> Set<Int>) {
    let released = members.withLock { members in
      let ids = transition(&members.order)
      return ids.isEmpty ? [] : members.all.filter { ids.contains($0.id) }
    }
    for member in released { member.hear(.released) }
  }
}

extension Outage.Cause {
  init(_ error: PostgresError, host: String?) {
    self.init(reason: error.reason, sqlState: error.sqlState?.rawValue, host: host)
  }
}
