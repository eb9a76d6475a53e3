import CampaignService
import Logging
import Metrics
import NIOCore
import RPCCodec

/// The parts that all connections of a server share.
struct ConnectionEnvironment: Sendable {
  let configuration: RPCServerConfiguration
  let limits: ConnectionLimits
  let router: Router
  let registry: ConnectionRegistry
  let codecs: EventLoopCodecs
  /// The gate at which pages wait for room.
  let pages: PageGate
  let freedMemory: FreedMemory
  let faultLog: FaultLog
  let logger: Logger
  /// The bytes that the kernel holds of a connection.
  let queues: SocketQueues
  /// The clock.
  let now: @Sendable () -> ContinuousClock.Instant
}

/// The limits of what one connection may hold of the server's memory.
struct ConnectionLimits: Equatable, Sendable {
  /// Data bytes that a request may have.
  var maximumRequestBytes = 64 << 10
  /// Calls whose work has not ended; at the limit nothing more is read.
  var maximumCalls = 4_096
  /// Bytes that wait for the peer to read them: above the high mark nothing more is read from it, until below the low.
  var writeLowWaterMark = 128 << 10
  var writeHighWaterMark = 512 << 10
  /// Bytes of answers that are no pages and wait for the peer, at which the connection is closed.
  var maximumBytesWaiting = 32 << 20
  /// Memory for answers that an event loop keeps from one turn to the next.
  var keptAnswerBytes = 256 << 10
  /// Bytes of answers that one turn gathers before it writes them.
  var maximumBytesPerWrite = 256 << 10
  /// Bytes that one read takes, and how many reads may lie in memory at once: NIO keeps a connection's buffers for the
  /// next read, however long that is away.
  var maximumBytesPerRead = 8 << 10
  var readsInMemory: UInt = 2
}

extension ConnectionEnvironment {
  /// The environment of a server.
  init(
    configuration: RPCServerConfiguration, useCases: CampaignUseCases, servingStatus: ServingStatus, logger: Logger,
    metrics: any MetricsFactory = MetricsSystem.factory, queues: SocketQueues = .kernel,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    let routes = useCases.routes(by: ConnectionRoutes(), servingStatus: servingStatus)
    let router = Router(
      routes: routes,
      interceptors: InterceptorChain(
        methodNames: routes.map(\.method.name), defaultTimeout: configuration.defaultTimeout,
        drainRetryDelay: configuration.drainRetryDelay, servingStatus: servingStatus, metrics: metrics),
      screen: IssueScreen(memory: useCases.refusalMemory))
    let limits = ConnectionLimits(configuration)
    let freedMemory = FreedMemory()
    self.init(
      configuration: configuration, limits: limits, router: router,
      registry: ConnectionRegistry(maximumConnections: configuration.maximumConnections, metrics: metrics),
      codecs: EventLoopCodecs(keptAnswerBytes: limits.keptAnswerBytes),
      pages: PageGate(
        maximumBytes: configuration.maximumPageBytes,
        maximumBytesPerConnection: configuration.maximumPageBytesPerConnection, freed: { freedMemory.note($0) }),
      freedMemory: freedMemory, faultLog: FaultLog(logger: logger), logger: logger, queues: queues,
      now: now)
  }
}

extension ConnectionLimits {
  fileprivate init(_ configuration: RPCServerConfiguration) {
    self.init()
    maximumRequestBytes = configuration.maximumRequestBytes
    maximumCalls = max(configuration.maximumCallsPerConnection, 1)
    maximumBytesWaiting = configuration.maximumBytesWaiting
  }
}
