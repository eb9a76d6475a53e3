/// The statements of the scheduler's agenda. `now()` is the transaction's start: all of one agenda see the same moment.
///
/// An infinite time is never due and never the next; a time that no campaign can have may be due, and is a fault when
/// its row is locked.
enum AgendaStatements {
  private static let startHasCome = """
    state = 'SCHEDULED' AND start_time <= now() AND (end_time IS NULL OR end_time > now())
    """
  private static let endHasCome = "state <> 'CLOSED' AND end_time IS NOT NULL AND end_time <= now()"

  /// Those that are due and free, but for some: rows that somebody holds are skipped, and take no place in the limit.
  static let dueToStart = PostgresStatement(
    "campaign_due_to_start",
    """
    SELECT id FROM campaigns WHERE \(startHasCome) AND id <> ALL ($2)
    ORDER BY start_time, id LIMIT $1 FOR UPDATE SKIP LOCKED
    """,
    parameters: [.int8, .int8Array])

  static let dueToEnd = PostgresStatement(
    "campaign_due_to_end",
    """
    SELECT id FROM campaigns WHERE \(endHasCome) AND id <> ALL ($2)
    ORDER BY end_time, id LIMIT $1 FOR UPDATE SKIP LOCKED
    """,
    parameters: [.int8, .int8Array])

  /// All that are due, held or not, but for some.
  static let allDueToStart = PostgresStatement(
    "campaign_all_due_to_start",
    "SELECT id FROM campaigns WHERE \(startHasCome) AND id <> ALL ($2) ORDER BY start_time, id LIMIT $1",
    parameters: [.int8, .int8Array])

  static let allDueToEnd = PostgresStatement(
    "campaign_all_due_to_end",
    "SELECT id FROM campaigns WHERE \(endHasCome) AND id <> ALL ($2) ORDER BY end_time, id LIMIT $1",
    parameters: [.int8, .int8Array])

  /// Nobody sleeps for a day: what lies behind one is nothing to wait for yet.
  static let nextStart = PostgresStatement(
    "campaign_next_start",
    """
    SELECT min(start_time), now() FROM campaigns
    WHERE state = 'SCHEDULED' AND start_time > now() AND start_time <= now() + interval '1 day'
    """)

  static let nextEnd = PostgresStatement(
    "campaign_next_end",
    """
    SELECT min(end_time), now() FROM campaigns
    WHERE state <> 'CLOSED' AND end_time IS NOT NULL AND end_time > now() AND end_time <= now() + interval '1 day'
    """)

  static let all = [dueToStart, dueToEnd, allDueToStart, allDueToEnd, nextStart, nextEnd]
}
