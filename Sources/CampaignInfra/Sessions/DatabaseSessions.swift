public import Logging
import Synchronization

/// Joins the pools and listeners of one process, so that they tell each other of their sessions: which of them may have
/// one more, that sessions are suspect, and that the database is away, which the log says once.
public final class DatabaseSessions: Sendable {
  struct Members {
    var order = SessionOrder()
    var all: [SessionMember] = []
  }

  let logger: Logger
  let members = Mutex(Members())
  let health = Mutex(SessionHealth())
  let outage: OutageLog
  let shortage: OutageLog

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

  func send(_ signal: SessionMember.Signal, exceptTo id: Int? = nil) {
    for member in members.withLock({ $0.all }) where member.id != id { member.receive(signal) }
  }

  /// Changes the order, and tells the members that may have a session now.
  func change(_ transition: (inout SessionOrder) -> Set<Int>) {
    let released = members.withLock { members in
      let ids = transition(&members.order)
      return ids.isEmpty ? [] : members.all.filter { ids.contains($0.id) }
    }
    for member in released { member.receive(.released) }
  }
}
