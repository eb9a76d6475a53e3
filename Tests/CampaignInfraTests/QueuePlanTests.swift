import TestDatabase
import Testing

@testable import CampaignInfra

/// Plans that were made while the tables were empty, and that a line of a million has to be served with.
@Suite struct QueuePlanTests {
  /// The plan of a statement on empty tables, by a session's settings.
  private func plan(of statement: PostgresStatement, in fixture: InfraFixture) throws -> String {
    let parameters = statement.parameterTypes.map { _ in "NULL" }
    let types = statement.parameterTypes.map { type in
      switch type {
      case .int8: "bigint"
      case .int4: "integer"
      case .bool: "boolean"
      case .text: "text"
      case .timestamptz: "timestamptz"
      case .uuid: "uuid"
      case .bytea: "bytea"
      case .boolArray: "boolean[]"
      case .int4Array: "integer[]"
      case .int8Array: "bigint[]"
      case .textArray: "text[]"
      case .timestamptzArray: "timestamptz[]"
      case .uuidArray: "uuid[]"
      }
    }
    let rows = try fixture.database.query(
      """
      \(PlannerSettings.script); PREPARE planned \(Self.list(types)) AS \(statement.sql);
      EXPLAIN EXECUTE planned \(Self.list(parameters))
      """)
    return rows.compactMap(\.first).compactMap(\.self).joined(separator: "\n")
  }

  private static func list(_ elements: [String]) -> String {
    elements.isEmpty ? "" : "(\(elements.joined(separator: ", ")))"
  }

  @Test func eachEntryIsFoundByItsTicket() throws {
    let fixture = try InfraFixture()
    let save = try plan(of: QueueBatchStatements.saveEntries, in: fixture)
    #expect(save.contains("Index Cond: ((campaign_id = $1) AND (ticket = saved.ticket))"), "\(save)")
    #expect(save.contains("TID Cond"), "\(save)")
    let waiting = try plan(of: QueueBatchStatements.waiting, in: fixture)
    #expect(waiting.contains("Index Cond: ((campaign_id = $1) AND (ticket > $2) AND (ticket <= $3))"), "\(waiting)")
  }

  @Test(arguments: [QueueBatchStatements.due, QueueBatchStatements.next])
  func eachCampaignIsFoundByItsID(statement: PostgresStatement) throws {
    let agenda = try plan(of: statement, in: InfraFixture())
    #expect(agenda.contains("Index Cond: (id = queue.campaign_id)"), "\(agenda)")
    #expect(agenda.contains("Index Scan using campaign_queues_active"), "\(agenda)")
  }

  @Test func nothingReadsAWholeTable() throws {
    let fixture = try InfraFixture()
    for statement in QueueBatchStatements.all + DeliveryStatements.all + DeliveryChangeStatements.all
      + CompensationStatements.all + AlertStatements.all
    {
      let plan = try plan(of: statement, in: fixture)
      // Lines are few: a look for old ones a minute may read all of them.
      if statement.name == QueueBatchStatements.old.name { continue }
      #expect(!plan.contains("Seq Scan"), "\(statement.name): \(plan)")
    }
  }
}
