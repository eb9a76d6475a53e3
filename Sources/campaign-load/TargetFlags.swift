import ArgumentParser
import LoadSending
import ProgramConventions
import RPCClient

/// The flags that every load has: servers, users and connections.
struct TargetFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A server; given several times, the connections are spread over all (default: 127.0.0.1:7400).",
      valueName: "host:port"), transform: Endpoint.connecting)
  var address: [Endpoint] = []

  @Option(
    parsing: .unconditional,
    help: "Over how many connections the requests are spread (default: 8; each server gets one at least).",
    transform: Int.flag)
  var connections: Int?

  @Option(
    parsing: .unconditional, help: "How many users ask, in turn (default: each request has a user of its own).",
    transform: Int.flag)
  var users: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same seed gives the same users again (default: a new one each run).", valueName: "number"),
    transform: UInt64.flag)
  var seed: UInt64?

  @Option(
    parsing: .unconditional, help: "How long an answer is waited for (default: 10s).",
    transform: Duration.timeLimitFlag)
  var timeout: Duration?

  /// The options that these flags ask for; without `kind`, users ask in turn.
  func options(
    campaignID: Int64, _ pace: LoadOptions.Pace, kind: UserPopulation.Kind? = nil
  ) -> LoadOptions {
    let addresses = address.isEmpty ? [Endpoint.standard] : address
    var mostConnections = 8
    if case .closed(_, let concurrency) = pace { mostConnections = min(8, max(1, concurrency)) }
    var options = LoadOptions(
      campaignID: campaignID, pace: pace, addresses: addresses.map { ServerAddress(host: $0.host, port: $0.port) },
      connections: connections ?? max(addresses.count, mostConnections),
      users: UserPopulation(kind ?? users.map { .repeated($0) } ?? .unique, seed: seed))
    if let timeout { options.timeout = timeout }
    return options
  }
}
