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
    let routes = Route.all(for: useCases, servingStatus: servingStatus)
    let router = Router(
      routes: routes,
      interceptors: InterceptorChain(
        deadline: DeadlineInterceptor(defaultTimeout: configuration.defaultTimeout),
        drain: DrainInterceptor(servingStatus: servingStatus, retryAfter: configuration.drainRetryDelay),
        metrics: MetricsInterceptor(methodNames: routes.map(\.name), factory: metrics)))
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
