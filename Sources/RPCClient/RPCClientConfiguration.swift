public import NIOCore

/// How a client connects, waits and gives up.
public struct RPCClientConfiguration: Sendable {
  /// How long making a connection may take.
  public var connectTimeout: Duration = .seconds(5)

  /// How long a call may take when its caller doesn't say; making a connection for it and every retry are part of it.
  public var defaultTimeout: Duration = .seconds(30)

  /// How many calls of a connection may wait for their answers at once.
  public var maximumCallsInFlight = 65_536

  /// How many bytes of requests may wait for a server that doesn't read.
  public var maximumPendingBytes = 16 << 20

  /// The longest answer that is taken; the protocol ends at 4 MiB.
  public var maximumResponseBytes = 4 << 20

  /// The waits before a lost connection is made again.
  public var reconnectBackoff = Backoff(base: .milliseconds(50), maximum: .seconds(2))

  /// Whether failed calls are made again. They aren't, unless this says so.
  public var retryPolicy = RetryPolicy.never

  /// What accompanies every call.
  public var metadata = RPCMetadata()

  /// The threads that connections live on; `nil` means NIO's shared ones.
  public var eventLoopGroup: (any EventLoopGroup)?

  /// The randomness of jitter.
  public var randomNumberGenerator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()

  /// The defaults.
  public init() {}
}
