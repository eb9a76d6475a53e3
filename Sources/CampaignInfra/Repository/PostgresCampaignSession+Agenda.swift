public import CampaignApplication
import CampaignDomain

extension PostgresCampaignSession {
  public func agenda(of event: CampaignEvent, _ request: AgendaRequest) throws(RepositoryError) -> CampaignAgenda {
    let (free, all, next) =
      switch event {
      case .start: (AgendaStatements.dueToStart, AgendaStatements.allDueToStart, AgendaStatements.nextStart)
      case .end: (AgendaStatements.dueToEnd, AgendaStatements.allDueToEnd, AgendaStatements.nextEnd)
      }
    var commands = [
      PostgresCommand(CampaignStatements.begin),
      PostgresCommand(free) {
        $0.append(Int64(request.limit))
        $0.append(request.excluded.map(\.rawValue))
      },
      // So many that some are held, if any is: those that are free come first in vain.
      PostgresCommand(all) {
        $0.append(Int64(request.heldLimit > 0 ? request.limit + request.heldLimit : 0))
        $0.append((request.excluded + request.excludedHeld).map(\.rawValue))
      },
      PostgresCommand(next),
    ]
    if connection.readOnlyReport == .asked { commands.append(PostgresCommand(CampaignStatements.clock)) }
    // The locks of the free ones go with it: each is changed in a transaction of its own.
    let results = try read(commands + [PostgresCommand(CampaignStatements.commit)])
    return try interpret { () throws(PostgresError) in
      if connection.readOnlyReport == .asked { _ = try clock(results[4]) }
      let due = try Self.ids(results[1])
      let isFree = Set(due)
      let held = try Self.ids(results[2]).lazy.filter { !isFree.contains($0) }.prefix(request.heldLimit)
      var untilNext: Duration?
      if try !results[3].isNull(0, 0) {
        untilNext = try results[3].timestamp(0, 0).duration(since: results[3].timestamp(0, 1))
      }
      return CampaignAgenda(due: due, held: Array(held), untilNext: untilNext)
    }
  }

  static func ids(_ result: PostgresResult) throws(PostgresError) -> [CampaignID] {
    try result.rows { (result, row) throws(PostgresError) in CampaignID(rawValue: try result.int64(row, 0)) }
  }
}
