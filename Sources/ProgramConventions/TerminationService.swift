internal import Logging
internal import ServiceLifecycle

/// Ends when the first SIGTERM or SIGINT arrives, or when its group shuts down for another reason.
struct TerminationService: Service {
  let logger: Logger

  func run() async throws {
    for await number in TerminationSignals.first.cancelOnGracefulShutdown() {
      logger.info(
        "shutting down; a second signal ends the program at once", metadata: ["signal": .stringConvertible(number)])
      return
    }
  }
}
