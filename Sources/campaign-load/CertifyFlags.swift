import ArgumentParser
import LoadSending
import ProgramConventions

/// The flags of the race that `certify` runs.
struct CertifyFlags: ParsableArguments {
  @Option(parsing: .unconditional, help: "The campaign's stock (default: 1000).", transform: Int64.flag)
  var coupons: Int64?

  @Option(
    parsing: .unconditional, help: "How many coupons a user may have; 0: no limit (default: 1).", transform: Int32.flag)
  var perUser: Int32?

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

  /// The long names of the flags, without their hyphens, each with the answer whether it was given.
  static var givenFlags: [(name: String, isGiven: (CertifyFlags) -> Bool)] {
    [
      ("coupons", { $0.coupons != nil }), ("per-user", { $0.perUser != nil }), ("start-in", { $0.startIn != nil }),
      ("requests", { $0.requests != nil }), ("concurrency", { $0.concurrency != nil }), ("rate", { $0.rate != nil }),
      ("duration", { $0.duration != nil }), ("address", { !$0.target.address.isEmpty }),
      ("connections", { $0.target.connections != nil }), ("users", { $0.target.users != nil }),
      ("seed", { $0.target.seed != nil }), ("timeout", { $0.target.timeout != nil }),
    ]
  }

  /// The campaign's stock.
  var stock: Int64 { coupons ?? 1_000 }

  /// The number of coupons that a user may have; 0: no limit.
  var limit: Int32 { perUser ?? 1 }

  /// The load that these flags ask for.
  func load() throws -> LoadOptions {
    guard (1...10_000_000).contains(stock) else { throw Self.usage("--coupons takes 1 to 10000000") }
    guard limit >= 0 else { throw Self.usage("--per-user takes 0, for no limit, or more") }
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
