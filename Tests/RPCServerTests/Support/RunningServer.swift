import CampaignService
import Logging
import NIOCore
import ServiceLifecycle
import ServiceLifecycleTestKit

@testable import RPCServer

/// Runs a server on a free port of the loopback while the body runs, then shuts it down and waits for its end.
func withServer(
  _ useCases: CampaignUseCases, configuration: RPCServerConfiguration = .forTests(),
  logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
  _ body: @escaping @Sendable (_ address: SocketAddress, _ shutdown: GracefulShutdownTestTrigger) async throws -> Void
) async throws {
  let server = RPCServer(configuration: configuration, useCases: useCases, logger: logger)
  let address = try await server.bind()
  try await testGracefulShutdown { trigger in
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body(address, trigger)) } catch { outcome = .failure(error) }
      trigger.triggerGracefulShutdown()
      try await group.waitForAll()
      try outcome.get()
    }
  }
}

extension RPCServerConfiguration {
  /// A free port of the loopback and one event loop.
  static func forTests() -> RPCServerConfiguration {
    var configuration = RPCServerConfiguration(listenHost: "127.0.0.1", listenPort: 0)
    configuration.eventLoopCount = 1
    return configuration
  }
}
