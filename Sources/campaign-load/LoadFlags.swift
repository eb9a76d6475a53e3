import ArgumentParser
import LoadSending
import ProgramConventions
import RPCCodec

/// The flags of every command that puts load on a campaign.
struct LoadFlags: ParsableArguments {
  /// The way in which requests come by their users, as `--users-mode` names it.
  enum UsersMode: String, ExpressibleByArgument, CaseIterable {
    case unique, repeated, random, hot
  }

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The campaign whose coupons are asked for.", valueName: "id"),
    transform: CampaignIDFlag.parse)
  var campaign: Int64

  @OptionGroup var target: TargetFlags

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "When the first request is sent, RFC 3339 (default: at the campaign's start).", valueName: "time"),
    transform: PointInTime.flag)
  var at: PointInTime?

  @Option(
    help: ArgumentHelp(
      """
      How users come to ask. unique: each request has a user of its own; repeated: --users ask in turn; random: they ask at random; hot: they \
      ask at random, the n-th 1/n as often as the first.
      """, valueName: "mode"))
  var usersMode: UsersMode?

  @Flag(
    help: ArgumentHelp(
      """
      Sends again what a server could not do for now (UNAVAILABLE, OVERLOADED) and, where users have one coupon, what a \
      lost connection or an UNKNOWN outcome left open: at most 10 retries for 100 requests, with full jitter, and not before the server asks.
      """))
  var retry = false

  /// The options that these flags ask for.
  func options(_ pace: LoadOptions.Pace) throws -> LoadOptions {
    var options = target.options(campaignID: campaign, pace, kind: try userKind())
    options.retries = retry
    options.startTime = at.map { ProtobufTimestamp(seconds: $0.secondsSinceEpoch, nanos: $0.nanoseconds) }
    return options
  }

  private func userKind() throws -> UserPopulation.Kind {
    switch (usersMode ?? (target.users == nil ? .unique : .repeated), target.users) {
    case (.unique, nil): return .unique
    case (.unique, _?):
      throw ProgramFailure(.usage, "error: --users-mode unique has a user for each request: leave --users out")
    case (.repeated, let users?): return .repeated(users)
    case (.random, let users?): return .random(users)
    case (.hot, let users?): return .hot(users)
    case (let mode, nil):
      throw ProgramFailure(.usage, "error: --users-mode \(mode.rawValue) needs --users, the number of them")
    }
  }
}
