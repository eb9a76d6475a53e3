import CampaignService
import Logging
import NIOCore

/// What all connections of a server share.
struct ConnectionEnvironment: Sendable {
  let limits: ConnectionLimits
  let timings: ConnectionTimings
  let router: Router
  let registry: ConnectionRegistry
  let codecs: EventLoopCodecs
  /// Where pages wait for room.
  let pages: PageGate
  let freedMemory: FreedMemory
  let faultLog: FaultLog
  let logger: Logger
  /// What the kernel holds of a connection.
  let queues: SocketQueues
  /// The clock.
  let now: @Sendable () -> ContinuousClock.Instant
}
