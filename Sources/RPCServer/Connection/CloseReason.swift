/// Why the server closed a connection.
enum CloseReason: Error, Equatable, Sendable {
  /// A client's stream ids are odd.
  case streamIDNotOdd(UInt32)
  case streamIDInFlight(UInt32)
  /// A length beyond what the protocol allows: what follows can't be told apart from frames.
  case frameTooLong(UInt32)
  /// The peer doesn't read its answers.
  case tooManyBytesWaiting(Int)
  case drained
  case drainTimeOver
  case transportFailed
}
