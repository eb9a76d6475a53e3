import NIOCore

/// The times of a connection, beside those of its calls.
struct ConnectionTimings: Sendable {
  /// How long a peer may take nothing of what is written to it.
  var stallTimeout = Duration.seconds(5)
  /// How long a draining connection is quiet before it closes.
  var drainLinger = Duration.milliseconds(50)
  /// When callers that are refused because the server stops may ask again.
  var drainRetryDelay = Duration.seconds(1)
  /// How long a connection is without calls before it gives back what a burst of them took.
  var idleDelay = Duration.seconds(1)
  /// How long the peer's end of the stream is awaited behind ours.
  var closingTimeout = Duration.seconds(1)
}
