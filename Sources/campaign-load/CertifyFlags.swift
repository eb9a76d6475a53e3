import ArgumentParser
import LoadSending
import ProgramConventions

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

  @OptionGroup var target: TargetFlags

  /// The load that these flags ask for.
  func load() throws -> LoadOptions {
    guard (1...10_000_000).contains(coupons) else { throw Self.usage("--coupons takes 1 to 10000000") }
    guard perUser >= 0 else { throw Self.usage("--per-user takes 0, for no limit, or more") }
    return target.options(campaignID: 0, try loop())
  }

  private func loop() throws -> LoadOptions.Pace {
    if rate == nil, duration == nil {
      return .closed(requests: requests ?? 10_000, concurrency: concurrency ?? 64)
    }
    guard requests == nil, concurrency == nil else {
      throw Self.usage(
        "--requests and --concurrency are a closed loop, --rate and --duration an open one: give one pair")
    }
    guard let rate, let duration else { throw Self.usage("an open loop needs both --rate and --duration") }
    return .open([LoadStage(rate: rate, duration: duration)])
  }

  private static func usage(_ text: String) -> ProgramFailure { ProgramFailure(.usage, "error: \(text)") }
}
