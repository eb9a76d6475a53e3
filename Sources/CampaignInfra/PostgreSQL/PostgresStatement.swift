/// One SQL statement with a name, under which each connection prepares it once.
struct PostgresStatement: Sendable {
  let name: String
  let sql: String
  let parameterTypes: [PostgresType]

  init(_ name: String, _ sql: String, parameters: [PostgresType] = []) {
    self.name = name
    self.sql = sql
    parameterTypes = parameters
  }
}

/// A statement with its parameters, ready to be sent.
struct PostgresCommand {
  let statement: PostgresStatement
  let parameters: PostgresParameters

  init(_ statement: PostgresStatement, _ fill: (inout PostgresParameters) -> Void = { _ in }) {
    self.statement = statement
    var parameters = PostgresParameters()
    fill(&parameters)
    self.parameters = parameters
  }
}
