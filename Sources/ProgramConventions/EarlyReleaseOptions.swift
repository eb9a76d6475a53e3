public import ArgumentParser
public import CampaignInfra
import Glibc

/// The flag of programs that may give locks back before what they saved is durable.
public struct EarlyReleaseOptions: ParsableArguments {
  /// The two words of the flag.
  public enum Switch: String, ExpressibleByArgument, CaseIterable, Sendable {
    case on, off
  }

  /// Off while programs of a version without it use the same database (docs/operations.md, "Upgrading").
  @Option(
    help: """
      Whether locks are given back before a COMMIT is on disk; callers are answered behind that all the same. Off while \
      programs of an older version use the database.
      """)
  public var earlyRelease = Switch.on

  /// Makes options to be filled by the parser.
  public init() {}

  /// The settings of the program's gate.
  public var gate: PostgresDurabilityGate.Configuration {
    var configuration = PostgresDurabilityGate.Configuration(releasesEarly: earlyRelease == .on)
    #if DEBUG
      // Tests show with it that they find what is lost without a gate.
      configuration.isOpen = getenv("SEONCHAK_TEST_OPEN_GATE").map { String(cString: $0) == "1" } ?? false
    #endif
    return configuration
  }
}
