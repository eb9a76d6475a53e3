public import ArgumentParser
public import CampaignInfra
import Glibc
public import Logging
public import ServiceLifecycle

/// A program that serves until SIGTERM or SIGINT, then drains and ends well.
public enum ServiceProgram {
  /// Runs a long-running program as ``Program/run(_:)`` runs the others, and ends it however its standard error is
  /// read: what there is to say goes through the log, and its end waits no longer than a second for it to be written.
  ///
  /// A program's `main.swift` is `await ServiceProgram.main(Root.self)`.
  public static func main<Root: AsyncParsableCommand>(_ root: Root.Type) async -> Never {
    let ending = await Program.ending(of: root)
    if !ending.output.isEmpty { try? StandardStream.output.write(ending.output + "\n") }
    ServiceLog.end(saying: ending.error)
    exit(ending.status.rawValue)
  }

  /// From now on the first signal is remembered for `run` and the second ends the program with status 1.
  ///
  /// Called before a long start, so that a signal in it leads to a graceful end too.
  public static func takeOverSignals() {
    TerminationSignals.install()
  }

  /// Ends what blocks, from the first signal on; `takeOverSignals` comes before.
  public static var interruption: Interruption { TerminationSignals.interruption }

  /// Takes SIGTERM and SIGINT over, as `run` does, and returns when the first one has come or the task is cancelled.
  /// For programs that do one job and report on it, however early they are told to end.
  public static func waitForFirstSignal() async {
    takeOverSignals()
    for await _ in TerminationSignals.first { return }
  }

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

/// Work that goes on until the program is told to stop, as a service.
public struct StoppableWork: Service {
  private let work: @Sendable () async -> Void
  private let stop: @Sendable () -> Void

  /// Work that returns soon after `stop`.
  public init(_ work: @escaping @Sendable () async -> Void, stop: @escaping @Sendable () -> Void) {
    self.work = work
    self.stop = stop
  }

  /// Works until it is stopped.
  public func run() async {
    await withTaskCancellationOrGracefulShutdownHandler {
      await work()
    } onCancelOrGracefulShutdown: {
      stop()
    }
  }
}

/// Ends when the first SIGTERM or SIGINT arrives, or when its group shuts down for another reason.
private struct TerminationService: Service {
  let logger: Logger

  func run() async throws {
    for await number in TerminationSignals.first.cancelOnGracefulShutdown() {
      logger.info(
        "shutting down; a second signal ends the program at once", metadata: ["signal": .stringConvertible(number)])
      return
    }
  }
}
