/// The number of connections, the database they go to, and the limit of the work that waits for them.
public struct PoolConfiguration: Sendable {
  /// The settings with which each connection is made.
  public var postgres: PostgresConfiguration
  /// At least 1. Few suffice: groups need connections, callers don't.
  public var connectionCount: Int
  /// The most work that may wait for a connection.
  public var queueCapacity: Int
  /// True when connections are made before there is work: a server's first caller at an opening doesn't wait for one.
  public var connectsAtOnce: Bool
  /// A connection without work for so long is given back to the database, but for one, which stays warm.
  public var idleTimeout: Duration

  /// `queueCapacity` counts groups and reads, not the calls that wait in lanes.
  public init(
    postgres: PostgresConfiguration, connectionCount: Int, queueCapacity: Int = 4096, connectsAtOnce: Bool = false,
    idleTimeout: Duration = .seconds(60)
  ) {
    self.postgres = postgres
    self.connectionCount = connectionCount
    self.queueCapacity = queueCapacity
    self.connectsAtOnce = connectsAtOnce
    self.idleTimeout = idleTimeout
  }
}
