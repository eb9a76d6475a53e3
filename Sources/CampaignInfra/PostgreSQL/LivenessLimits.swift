/// The limits by which a server that says nothing is known to be there or not. A healthy session pays a few bytes for
/// them.
struct LivenessLimits {
  /// A session that heard nothing for so long probes its server, on its own thread: no caller pays for it.
  var probeInterval = Duration.seconds(10)
  /// The server answers a probe within this time, or the connection is dropped. PostgreSQL answers before it waits for
  /// anything.
  var probeTimeout = Duration.seconds(1)
  /// A server of which nothing was heard for so long is probed in the same breath as it is given work.
  var freshness = Duration.seconds(1)
}
