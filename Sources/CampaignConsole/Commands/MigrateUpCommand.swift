internal import ArgumentParser
internal import CampaignInfra
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl migrate up`
struct MigrateUpCommand: AsyncParsableCommand, UnusedFlagCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Applies the migrations that the database lacks; safe to run by several at once.")
  static let unusedFlags = ["address"]

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var options: ConsoleOptions

  func validate() throws { _ = try database.url() }

  func run() async throws {
    let console = options.console()
    let schema = try SchemaConsole(database, console)
    let applied = AppliedMigrations(
      steps: try await schema.run { (migrator, deadline) throws(MigrationError) in
        try migrator.up(connectingUntil: deadline)
      })
    try console.write(applied) {
      let wording = console.wording
      guard !applied.steps.isEmpty else { return wording.schemaUpToDate + "\n" }
      let steps = applied.steps.map { "  \($0.version)  \($0.name)\n" }
      return wording.migrated(steps.count) + "\n" + steps.joined()
    }
  }
}

/// The JSON of what was applied, for programs.
private struct AppliedMigrations: JSONRepresentable {
  let steps: [SchemaStatus.Entry]

  func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("applied") { writer in
        writer.array(steps) { writer, step in
          writer.object { writer in
            writer.member("version") { $0.number(step.version) }
            writer.member("name") { $0.string(step.name) }
          }
        }
      }
    }
  }
}
