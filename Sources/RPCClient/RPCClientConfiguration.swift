public import NIOCore
public import RPCCodec

/// The rules by which a client connects, waits and gives up.
public struct RPCClientConfiguration: Sendable {
  /// The time that making a connection may take.
  public var connectTimeout: Duration = .seconds(5)

  /// The time that a call may take when its caller doesn't say; making a connection for it and every retry are part of
  /// it.
  public var defaultTimeout: Duration = .seconds(30)

  /// The number of calls of a connection that may wait for their answers at once.
  public var maximumCallsInFlight = 65_536

  /// The number of bytes of requests that may wait for a server that doesn't read.
  public var maximumPendingBytes = 16 << 20

  /// The longest answer that is taken; the protocol ends at 4 MiB.
  public var maximumResponseBytes = 4 << 20

  /// The waits before a lost connection is made again.
  public var reconnectBackoff = Backoff(base: .milliseconds(50), maximum: .seconds(2))

  /// The policy by which failed calls are made again. They aren't, unless this says so.
  public var retryPolicy = RetryPolicy.never

  /// The metadata that accompanies every call; keys are lower case.
  public var metadata: [MetadataEntry] = []

  /// The threads that connections live on; `nil` means NIO's shared ones.
  public var eventLoopGroup: (any EventLoopGroup)?

  /// The defaults.
  public init() {}
}
