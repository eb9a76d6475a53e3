internal import ArgumentParser
internal import CampaignInfra
internal import ProgramConventions
internal import RPCCodec

/// `campaignctl migrate …`
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Brings the database's schema up to date and shows how it stands.",
    subcommands: [MigrateUpCommand.self, MigrateStatusCommand.self])

  func run() async throws {
    throw ValidationError("name what to do: campaignctl migrate up or status")
  }
}

/// The flags of `campaignctl migrate up` and `status`.
struct MigrateOptions: ParsableArguments {
  @OptionGroup var database: DatabaseOptions
  @OptionGroup(visibility: .hidden) var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { _ = try database.url() }

  /// The database that these flags name.
  func schema() throws -> SchemaConsole { try SchemaConsole(database, output.console()) }
}

/// `campaignctl migrate up`
struct MigrateUpCommand: AsyncParsableCommand, UnusedFlagCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Applies the migrations that the database lacks; safe to run by several at once.")
  static let unusedFlags = ["address"]

  @OptionGroup var options: MigrateOptions

  func run() async throws {
    let schema = try options.schema()
    let steps = try await schema.run { (migrator, deadline) throws(MigrationError) in
      try migrator.up(connectingUntil: deadline)
    }
    try schema.console.write { writer in
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
    } text: {
      let wording = schema.console.wording
      guard !steps.isEmpty else { return wording.schemaUpToDate + "\n" }
      return wording.migrated(steps.count) + "\n" + steps.map { "  \($0.version)  \($0.name)\n" }.joined()
    }
  }
}

/// `campaignctl migrate status`
struct MigrateStatusCommand: AsyncParsableCommand, UnusedFlagCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows which migrations the database has; changes nothing.")
  static let unusedFlags = ["address"]

  @OptionGroup var options: MigrateOptions

  func run() async throws {
    let schema = try options.schema()
    let status = try await schema.run { (migrator, deadline) throws(MigrationError) in
      try migrator.status(connectingUntil: deadline)
    }
    let entries =
      status.applied.map { (migration: $0, isApplied: true) } + status.pending.map { (migration: $0, isApplied: false) }
    try schema.console.write { writer in
      writer.object { writer in
        writer.member("migrations") { writer in
          writer.array(entries) { writer, entry in
            writer.object { writer in
              writer.member("version") { $0.number(entry.migration.version) }
              writer.member("name") { $0.string(entry.migration.name) }
              writer.member("applied") { $0.boolean(entry.isApplied) }
            }
          }
        }
      }
    } text: {
      let wording = schema.console.wording
      var table = TextTable([
        .init(title: wording.version, alignment: .right), .init(title: wording.state), .init(title: wording.name),
      ])
      let rows = entries.map {
        [
          "\($0.migration.version)", $0.isApplied ? wording.applied : wording.pending,
          PrintableText.escaped($0.migration.name),
        ]
      }
      let verdict =
        switch status.verdict {
        case .current: wording.schemaUpToDate + "\n"
        case .behind: wording.migrationsPending(status.pending.count) + "\n"
        case .unknown: ""
        }
      return table.page(rows, withTitles: true) + verdict
    }
    if case .unknown(let reason) = status.verdict { throw schema.failure(.unknownSchema(reason)) }
  }
}
