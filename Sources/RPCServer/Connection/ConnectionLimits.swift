/// What one connection may hold of the server's memory.
struct ConnectionLimits: Equatable, Sendable {
  /// Data bytes that a request may have.
  var maximumRequestBytes = 64 << 10
  /// Calls whose work has not ended; at the limit nothing more is read.
  var maximumCalls = 4_096
  /// Bytes that wait for the peer to read them: above the high mark nothing more is read from it, until below the low.
  var writeLowWaterMark = 128 << 10
  var writeHighWaterMark = 512 << 10
  /// Bytes of answers that are no pages and wait for the peer, at which the connection is closed.
  var maximumBytesWaiting = 32 << 20
  /// Memory for answers that an event loop keeps from one turn to the next.
  var keptAnswerBytes = 256 << 10
  /// Bytes of answers that one turn gathers before it writes them.
  var maximumBytesPerWrite = 256 << 10
  /// Bytes that one read takes, and how many reads may lie in memory at once: NIO keeps a connection's buffers for the
  /// next read, however long that is away.
  var maximumBytesPerRead = 8 << 10
  var readsInMemory: UInt = 2
}
