/// Names one call of a connection for as long as its work lasts.
///
/// A stream id can't do that: once a call was answered its id is free again, while the work of a call that was answered
/// because its time was over still goes on.
struct CallToken: Hashable, Sendable {
  let slot: Int
  /// Told apart from every other call of the connection, so that a completion that comes twice does no harm.
  let generation: UInt64
}
