public import CampaignInfra
public import Logging
public import ServiceLifecycle

/// A program that serves until SIGTERM or SIGINT, then drains and ends well.
public enum ServiceProgram {
  /// From now on the first signal is remembered for `run` and the second ends the program with status 1.
  ///
  /// Called before a long start, so that a signal in it leads to a graceful end too.
  public static func takeOverSignals() {
    TerminationSignals.install()
  }

  /// Ends what blocks, from the first signal on; `takeOverSignals` comes before.
  public static var interruption: Interruption { TerminationSignals.interruption }

  /// Runs the services; returns when a signal shut them down, throws when one failed or ended by itself.
  ///
  /// They are shut down one after the other, the last one first.
  public static func run(_ services: [any Service], logger: Logger) async throws {
    takeOverSignals()
    // As a service, the signal can't arrive before the group is able to shut down.
    let termination = ServiceGroupConfiguration.ServiceConfiguration(
      service: TerminationService(logger: logger), successTerminationBehavior: .gracefullyShutdownGroup)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services.map { .init(service: $0) } + [termination], logger: logger))
    try await group.run()
  }
}
