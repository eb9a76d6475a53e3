/// How far a connection has come.
///
/// Exits: open → halfClosed, closing, closed; halfClosed → closing, closed; closing → closed; closed → (none). To drain is
/// no phase of its own: a connection that is open or half-closed goes on serving while it drains, by refusing.
enum ConnectionPhase: UInt8, Comparable {
  /// Both ends send.
  case open
  /// The peer sends nothing any more; what it sent is served.
  case halfClosed
  /// Nobody is answered any more. What was answered is written, then our end of the stream, and what still comes is
  /// thrown away until the peer's end: a socket that is closed with input unread takes back answers that are on their way.
  case closing
  case closed

  static func < (left: ConnectionPhase, right: ConnectionPhase) -> Bool {
    left.rawValue < right.rawValue
  }
}
