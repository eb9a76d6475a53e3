internal import ArgumentParser
internal import ProgramConventions

/// `campaignctl queue …`
struct QueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "Works on the waiting queues of campaigns.",
    subcommands: [
      QueueJoinCommand.self, QueueStatusCommand.self, QueueInfoCommand.self, QueueInitStockCommand.self,
      QueueResetCommand.self, QueueDeadLettersCommand.self,
    ])

  func run() async throws {
    throw ValidationError("name what to do: campaignctl queue join, status, info, init-stock, reset or dead-letters")
  }
}

/// A user of a campaign, as commands about one entry take them.
struct QueueUserOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The campaign's id.", transform: CampaignIDFlag.parse)
  var campaign: Int64

  @Option(parsing: .unconditional, help: "The user.")
  var user: String
}
