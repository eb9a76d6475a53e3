internal import ArgumentParser

/// `campaignctl campaign …`
struct CampaignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign", abstract: "Works on campaigns.",
    subcommands: [
      CreateCommand.self, GetCommand.self, ListCommand.self, PauseCommand.self, ResumeCommand.self,
      CloseCommand.self,
    ])

  func run() async throws {
    throw ValidationError("name what to do: campaignctl campaign create, get, list, pause, resume or close")
  }
}
