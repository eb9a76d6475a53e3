import Logging
import NIOCore

/// What all connections of a server share.
struct ConnectionEnvironment: Sendable {
  let limits: ConnectionLimits
  let router: Router
  let registry: ConnectionRegistry
  let codecs = EventLoopCodecs()
  let faultLog: FaultLog
  let logger: Logger
  /// How long connections stay after the last call of a server that stops has ended.
  let drainLinger: TimeAmount
  /// The clock.
  let now: @Sendable () -> ContinuousClock.Instant
}
