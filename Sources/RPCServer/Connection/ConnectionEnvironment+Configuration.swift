import CampaignService
import Logging
import Metrics
import NIOCore
import RPCCodec

extension ConnectionEnvironment {
  /// The environment of a server.
  init(
    configuration: RPCServerConfiguration, useCases: CampaignUseCases, servingStatus: ServingStatus, logger: Logger,
    metrics: any MetricsFactory = MetricsSystem.factory, queues: SocketQueues = .kernel,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    let routes = useCases.routes(by: ConnectionRoutes(memory: useCases.issueRefusal), servingStatus: servingStatus)
    let router = Router(
      routes: routes,
      interceptors: InterceptorChain(
        methodNames: routes.map(\.method.name), defaultTimeout: configuration.defaultTimeout,
        drainRetryDelay: configuration.drainRetryDelay, servingStatus: servingStatus, metrics: metrics))
    let limits = ConnectionLimits(configuration)
    let freedMemory = FreedMemory()
    self.init(
      limits: limits, timings: ConnectionTimings(configuration), router: router,
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

extension ConnectionTimings {
  fileprivate init(_ configuration: RPCServerConfiguration) {
    stallTimeout = configuration.stallTimeout
    drainLinger = configuration.drainLinger
    drainRetryDelay = configuration.drainRetryDelay
    closingTimeout = configuration.closingTimeout
  }
}
