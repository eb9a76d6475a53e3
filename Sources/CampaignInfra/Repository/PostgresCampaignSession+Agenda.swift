import CampaignDomain

extension PostgresCampaignSession {
  func agenda(of event: CampaignEvent, limit: Int) throws(RepositoryError) -> CampaignAgenda {
    let (due, next) =
      switch event {
      case .start: (CampaignStatements.dueToStart, CampaignStatements.nextStart)
      case .end: (CampaignStatements.dueToEnd, CampaignStatements.nextEnd)
      }
    var commands = [
      PostgresCommand(CampaignStatements.begin),
      PostgresCommand(due) { $0.append(Int64(limit)) },
      PostgresCommand(next),
    ]
    if connection.readOnlyReport == .asked { commands.append(PostgresCommand(CampaignStatements.clock)) }
    let results = try read(commands + [PostgresCommand(CampaignStatements.commit)])
    return try interpret { () throws(PostgresError) in
      if connection.readOnlyReport == .asked { _ = try clock(results[3]) }
      let due = try results[1].rows { (result, row) throws(PostgresError) in
        CampaignID(rawValue: try result.int64(row, 0))
      }
      var untilNext: Duration?
      if try !results[2].isNull(0, 0) {
        untilNext = try results[2].timestamp(0, 0).duration(since: results[2].timestamp(0, 1))
      }
      return CampaignAgenda(due: due, untilNext: untilNext)
    }
  }
}
