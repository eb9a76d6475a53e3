import ArgumentParser
import ProgramConventions

/// The program: one subcommand for each kind of load.
struct CampaignLoad: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign-load", abstract: "Puts load on a campaign and proves what came of it.",
    discussion: Program.environmentNote(naming: "timeout"), version: ProgramVersion.text,
    subcommands: [BurstCommand.self, RaceCommand.self, CertifyCommand.self, MergeCommand.self, PartnerCommand.self])
}
