internal import ArgumentParser
internal import CampaignInfra
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl migrate status`
struct MigrateStatusCommand: AsyncParsableCommand, UnusedFlagCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows which migrations the database has; changes nothing.")
  static let unusedFlags = ["address"]

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var options: ConsoleOptions

  func validate() throws { _ = try database.url() }

  func run() async throws {
    let console = options.console()
    let schema = try SchemaConsole(database, console)
    let status = try await schema.run { (migrator, deadline) throws(MigrationError) in
      try migrator.status(connectingUntil: deadline)
    }
    try console.write(MigrationList(status)) { MigrationView(wording: console.wording).text(status) }
    if case .unknown(let reason) = status.verdict { throw schema.failure(.unknownSchema(reason)) }
  }
}

/// The JSON of the schema, for programs.
private struct MigrationList: JSONRepresentable {
  let entries: [(migration: SchemaStatus.Entry, applied: Bool)]

  init(_ status: SchemaStatus) {
    entries = status.applied.map { ($0, true) } + status.pending.map { ($0, false) }
  }

  func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("migrations") { writer in
        writer.array(entries) { writer, entry in
          writer.object { writer in
            writer.member("version") { $0.number(entry.migration.version) }
            writer.member("name") { $0.string(entry.migration.name) }
            writer.member("applied") { $0.boolean(entry.applied) }
          }
        }
      }
    }
  }
}
