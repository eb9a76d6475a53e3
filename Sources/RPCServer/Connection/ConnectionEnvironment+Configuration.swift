import Logging
import Metrics
import NIOCore
import RPCCodec

extension ConnectionEnvironment {
  /// The environment of a server.
  init(
    configuration: RPCServerConfiguration, useCases: CampaignUseCases, servingStatus: ServingStatus, logger: Logger,
    metrics: any MetricsFactory = MetricsSystem.factory,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    let routes = Route.all(for: useCases, servingStatus: servingStatus)
    let router = Router(
      routes: routes,
      interceptors: InterceptorChain(
        deadline: DeadlineInterceptor(defaultTimeout: configuration.defaultTimeout),
        drain: DrainInterceptor(servingStatus: servingStatus, retryAfter: configuration.drainRetryDelay),
        metrics: MetricsInterceptor(methodNames: routes.map(\.name), factory: metrics)))
    self.init(
      limits: ConnectionLimits(configuration), router: router,
      registry: ConnectionRegistry(maximumConnections: configuration.maximumConnections, metrics: metrics),
      faultLog: FaultLog(logger: logger), logger: logger,
      drainLinger: TimeAmount(configuration.drainLinger), now: now)
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
