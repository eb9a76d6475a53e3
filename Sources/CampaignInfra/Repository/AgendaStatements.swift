import CampaignApplication

/// The statements of the scheduler's agenda about one kind of event. `now()` is the transaction's start: all of one
/// agenda see the same moment.
///
/// An infinite time is never due and never the next; a time that no campaign can have may be due, and is a fault when
/// its row is locked.
struct AgendaStatements {
  /// Those that are due and free, but for some: rows that somebody holds are skipped, and take no place in the limit.
  let dueAndFree: PostgresStatement
  /// All that are due, held or not, but for some.
  let due: PostgresStatement
  /// The time of the next event. Nobody sleeps for a day: what lies behind one is nothing to wait for yet.
  let next: PostgresStatement

  private static let start = AgendaStatements(
    "start", ahead: "state = 'SCHEDULED'", andIf: "(end_time IS NULL OR end_time > now())")
  private static let end = AgendaStatements("end", ahead: "state <> 'CLOSED' AND end_time IS NOT NULL", andIf: "true")

  static let all = [start, end].flatMap { [$0.dueAndFree, $0.due, $0.next] }

  static func of(_ event: CampaignEvent) -> AgendaStatements {
    switch event {
    case .start: start
    case .end: end
    }
  }

  /// `ahead`: the event has not happened yet; `condition`: it may happen once its time has come.
  private init(_ event: String, ahead: String, andIf condition: String) {
    let time = "\(event)_time"
    let dueIDs = """
      SELECT id FROM campaigns WHERE \(ahead) AND \(time) <= now() AND \(condition) AND id <> ALL ($2)
      ORDER BY \(time), id LIMIT $1
      """
    dueAndFree = PostgresStatement(
      "campaign_due_to_\(event)", "\(dueIDs) FOR UPDATE SKIP LOCKED", parameters: [.int8, .int8Array])
    due = PostgresStatement("campaign_all_due_to_\(event)", dueIDs, parameters: [.int8, .int8Array])
    next = PostgresStatement(
      "campaign_next_\(event)",
      """
      SELECT min(\(time)), now() FROM campaigns
      WHERE \(ahead) AND \(time) > now() AND \(time) <= now() + interval '1 day'
      """)
  }
}
