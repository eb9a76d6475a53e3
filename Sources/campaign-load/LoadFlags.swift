import ArgumentParser
import LoadGenerator
import ProgramConventions
import RPCClient
import RPCCodec

/// The flags of every command that puts load on a campaign.
struct LoadFlags: ParsableArguments {
  /// How requests come by their users, as `--users-mode` names it.
  enum UsersMode: String, ExpressibleByArgument, CaseIterable {
    case unique, repeated, random, hot
  }

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The campaign whose coupons are asked for.", valueName: "id"),
    transform: CampaignIDFlag.parse)
  var campaign: Int64

  @Option(
    help: ArgumentHelp(
      "A server; given several times, the connections are spread over all (default: 127.0.0.1:7400).",
      valueName: "host:port"), transform: Endpoint.connecting)
  var address: [Endpoint] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "When the first request is sent, RFC 3339 (default: at the campaign's start).", valueName: "time"),
    transform: PointInTime.flag)
  var at: PointInTime?

  @Option(
    parsing: .unconditional,
    help: "How many users ask; in turn, unless --users-mode says otherwise (default: each request has its own).",
    transform: Int.flag)
  var users: Int?

  @Option(
    help: ArgumentHelp(
      """
      unique: each request has a user of its own; repeated: --users ask in turn; random: they ask at random; hot: they \
      ask at random, the n-th 1/n as often as the first.
      """, valueName: "mode"))
  var usersMode: UsersMode?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same seed gives the same users again (default: a new one each run).", valueName: "number"),
    transform: UInt64.flag)
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: "Over how many connections the requests are spread (default: 8; each server gets one at least).",
    transform: Int.flag)
  var connections: Int?

  @Option(
    parsing: .unconditional, help: "How long an answer is waited for (default: 10s).",
    transform: Duration.timeLimitFlag)
  var timeout: Duration?

  @Flag(
    help: ArgumentHelp(
      """
      Sends again what a server could not do for now (UNAVAILABLE, OVERLOADED) and, where users have one coupon, what a \
      lost connection or an UNKNOWN outcome left open: at most 10 retries for 100 requests, with full jitter, and not before the server asks.
      """))
  var retry = false

  /// What these flags ask; there are at most `mostConnections` connections, unless the flag says so.
  func options(mostConnections: Int = .max) throws -> LoadOptions {
    let addresses = address.isEmpty ? [Endpoint.standard] : address
    var options = LoadOptions(
      campaignID: campaign, addresses: addresses.map { ServerAddress(host: $0.host, port: $0.port) },
      connections: connections ?? max(addresses.count, min(8, max(1, mostConnections))),
      users: UserPopulation(try userKind(), seed: seed), retries: retry)
    if let timeout { options.timeout = timeout }
    options.startTime = at.map { ProtobufTimestamp(seconds: $0.secondsSinceEpoch, nanos: $0.nanoseconds) }
    return options
  }

  private func userKind() throws -> UserPopulation.Kind {
    switch (usersMode ?? (users == nil ? .unique : .repeated), users) {
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
