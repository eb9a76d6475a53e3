public import CampaignApplication
import CampaignDomain

extension PostgresCampaignSession {
  /// An agenda, in one round trip.
  public func agenda(of event: CampaignEvent, _ request: AgendaRequest) throws(RepositoryError) -> CampaignAgenda {
    let statements = AgendaStatements.of(event)
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    let free = batch.add(statements.dueAndFree) {
      $0.append(Int64(request.limit))
      $0.append(request.excluded.map(\.rawValue))
    }
    // The limit is so large that some are held, if any is: those that are free come first in vain.
    let all = batch.add(statements.due) {
      $0.append(Int64(request.heldLimit > 0 ? request.limit + request.heldLimit : 0))
      $0.append((request.excluded + request.excludedHeld).map(\.rawValue))
    }
    let coming = batch.add(statements.next)
    // The clock's statement asks, too, whether the server takes changes.
    let time = connection.readOnlyReport == .polled ? batch.add(CampaignStatements.clock) : nil
    // The locks of the free ones go with it: each is changed in a transaction of its own.
    batch.add(CampaignStatements.commit)
    return try read(batch) { (results) throws(PostgresError) in
      if let time { _ = try clock(results[time]) }
      let due = try CampaignRow.ids(results[free])
      let isFree = Set(due)
      let held = try CampaignRow.ids(results[all]).lazy.filter { !isFree.contains($0) }.prefix(request.heldLimit)
      var untilNext: Duration?
      if try !results[coming].isNull(0, 0) {
        untilNext = try results[coming].timestamp(0, 0).duration(since: results[coming].timestamp(0, 1))
      }
      return CampaignAgenda(due: due, held: Array(held), untilNext: untilNext)
    }
  }
}
