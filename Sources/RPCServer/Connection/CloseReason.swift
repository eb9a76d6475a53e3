/// Why the server closed a connection.
enum CloseReason: Error, Equatable, Sendable {
  /// A client's stream ids are odd.
  case streamIDNotOdd(UInt32)
  case streamIDInFlight(UInt32)
  /// A length beyond what the protocol allows: what follows can't be told apart from frames.
  case frameTooLong(UInt32)
  /// The peer sends nothing any more, and all that it sent is answered.
  case peerEnded
  /// The peer doesn't read its answers.
  case tooManyBytesWaiting(Int)
  /// The peer took no byte for so long, though there are some for it.
  case peerTakesNothing(Duration)
  case drained
  case drainTimeOver
  case transportFailed
}
