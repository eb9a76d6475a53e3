import ArgumentParser
import LoadGenerator
import ProgramConventions
import RPCClient

/// The flags of the race that `certify` runs.
struct CertifyFlags: ParsableArguments {
  @Option(parsing: .unconditional, help: "The campaign's stock.", transform: Int64.flag)
  var coupons: Int64 = 1_000

  @Option(
    parsing: .unconditional, help: "How many coupons a user may have; 0: no limit.", transform: Int32.flag)
  var perUser: Int32 = 1

  @Option(
    parsing: .unconditional, help: "From the campaign's creation to its start (default: 3s).", transform: Duration.flag)
  var startIn: Duration?

  @Option(
    parsing: .unconditional, help: "How many requests are sent, closed loop (default: 10000).", transform: Int.flag)
  var requests: Int?

  @Option(
    parsing: .unconditional, help: "How many calls are in flight, closed loop (default: 64).", transform: Int.flag)
  var concurrency: Int?

  @Option(
    parsing: .unconditional, help: "Requests a second: an open loop, with --duration.", transform: Int.flag)
  var rate: Int?

  @Option(
    parsing: .unconditional, help: "For how long requests are sent, open loop, such as 10s.", transform: Duration.flag)
  var duration: Duration?

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
    parsing: .unconditional, help: "How many users ask in turn (default: each request has a user of its own).",
    transform: Int.flag)
  var users: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same seed gives the same users again (default: a new one each race).", valueName: "number"),
    transform: UInt64.flag)
  var seed: UInt64?

  @Option(
    parsing: .unconditional, help: "How long an answer is waited for (default: 10s).",
    transform: Duration.timeLimitFlag)
  var timeout: Duration?

  /// What these flags ask.
  func options() throws -> CertifyOptions {
    guard (1...10_000_000).contains(coupons) else { throw Self.usage("--coupons takes 1 to 10000000") }
    guard perUser >= 0 else { throw Self.usage("--per-user takes 0, for no limit, or more") }
    let addresses = address.isEmpty ? [Endpoint.standard] : address
    let loop = try loop()
    var mostConnections = Int.max
    if case .closed(_, let concurrency) = loop { mostConnections = max(1, concurrency) }
    var options = CertifyOptions(
      coupons: coupons, perUserLimit: perUser, loop: loop,
      addresses: addresses.map { ServerAddress(host: $0.host, port: $0.port) },
      connections: connections ?? max(addresses.count, min(8, mostConnections)), users: users, seed: seed)
    if let startIn { options.startIn = startIn }
    if let timeout { options.timeout = timeout }
    return options
  }

  private func loop() throws -> CertifyOptions.Loop {
    if rate == nil, duration == nil {
      return .closed(requests: requests ?? 10_000, concurrency: concurrency ?? 64)
    }
    guard requests == nil, concurrency == nil else {
      throw Self.usage(
        "--requests and --concurrency are a closed loop, --rate and --duration an open one: give one pair")
    }
    guard let rate, let duration else { throw Self.usage("an open loop needs both --rate and --duration") }
    return .open(rate: rate, duration: duration)
  }

  private static func usage(_ text: String) -> ProgramFailure { ProgramFailure(.usage, "error: \(text)") }
}
