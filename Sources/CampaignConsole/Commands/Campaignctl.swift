public import ArgumentParser
internal import ProgramConventions

/// The root command of `campaignctl`.
public struct Campaignctl: AsyncParsableCommand {
  /// The texts of `--help` and `--version`, and the subcommands.
  public static let configuration = CommandConfiguration(
    commandName: "campaignctl", abstract: "Creates and watches coupon campaigns, and issues coupons.",
    discussion: """
      \(Program.environmentNote(naming: "timeout"))

      The value of a flag may begin with -; an id or a code that does goes behind --: campaignctl campaign get -- -1.

      Exit status: 0 done; 64 + the gRPC code for an error answer (67 invalid, 69 not found, 73 refused, 78 unavailable); \
      78 the server can't be reached or does not serve; 68 no answer in time; 1 a fault of this machine; 2 wrong usage.
      """,
    version: ProgramVersion.text,
    subcommands: [
      CampaignCommand.self, CouponCommand.self, QueueCommand.self, CompensationCommand.self, HealthCommand.self,
      MigrateCommand.self,
    ])

  /// Makes a command to be filled by the parser.
  public init() {}

  /// There is nothing to do without a subcommand.
  public func run() async throws {
    throw ValidationError("name what to do: campaignctl campaign, coupon, queue, compensation, health or migrate")
  }
}

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

/// `campaignctl coupon …`
struct CouponCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coupon", abstract: "Issues, requests and revokes coupons, and checks their codes.",
    subcommands: [
      IssueCommand.self, CouponRequestCommand.self, CouponStatusCommand.self, RevokeCommand.self, CheckCommand.self,
    ])

  func run() async throws {
    throw ValidationError("name what to do: campaignctl coupon issue, request, status, revoke or check")
  }
}
