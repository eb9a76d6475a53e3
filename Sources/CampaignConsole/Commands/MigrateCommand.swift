internal import ArgumentParser

/// `campaignctl migrate …`
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Brings the database's schema up to date and shows how it stands.",
    subcommands: [MigrateUpCommand.self, MigrateStatusCommand.self])

  func run() async throws {
    throw ValidationError("name what to do: campaignctl migrate up or status")
  }
}
