import ArgumentParser
import LoadSending
import ProgramConventions

/// The flags of a load that may go through the queue.
struct LineFlags: ParsableArguments {
  /// The way in which coupons are asked for, as `--through` names it.
  enum Way: String, ExpressibleByArgument, CaseIterable {
    case issue, queue
  }

  @Option(
    help: ArgumentHelp(
      "How coupons are asked for. issue: IssueCoupon; queue: JoinQueue, and the entry is followed to its end.",
      valueName: "way"))
  var through: Way = .issue

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long entries of the queue are followed once everything was sent (default: 10m).", valueName: "duration"),
    transform: Duration.timeLimitFlag)
  var waitLimit: Duration?

  /// The way that these flags ask for.
  func way() throws -> LoadOptions.Through {
    switch (through, waitLimit) {
    case (.queue, let limit): return .queue(waitLimit: limit ?? .seconds(600))
    case (.issue, nil): return .issue
    case (.issue, _?): throw ValidationError("--wait-limit goes with --through queue")
    }
  }
}
