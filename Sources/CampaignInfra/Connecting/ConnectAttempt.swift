import CLibPQ
import Glibc

/// One attempt to connect to one address, step by step, so that it ends at our own deadline or when it is interrupted.
struct ConnectAttempt {
  /// A failure of which the host is not told yet.
  struct Fault: Error {
    let cause: ConnectFailure.Cause
    let reason: String
  }

  let options: [(String, String)]
  let limit: Duration
  let interruption: Interruption?

  /// A connection on which nothing was said yet.
  func run() throws(Fault) -> PostgresConnection {
    guard let pointer = ConnectionOptionList.start(options, expandsDatabase: false) else {
      throw Fault(cause: .misconfigured, reason: "libpq has no memory")
    }
    // It finishes the connection, whatever happens.
    let connection = PostgresConnection(owning: pointer)
    PQsetNoticeProcessor(pointer, { _, _ in }, nil)
    PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
    try poll(pointer, until: .now + limit)
    PQsetErrorVerbosity(pointer, PQERRORS_DEFAULT)
    guard PQsetnonblocking(pointer, 1) == 0 else { throw failure(of: pointer, lastHeard: .nothing) }
    return connection
  }

  private func poll(_ pointer: OpaquePointer, until deadline: ContinuousClock.Instant) throws(Fault) {
    guard PQstatus(pointer) != CONNECTION_BAD else { throw failure(of: pointer, lastHeard: .nothing) }
    var next = PGRES_POLLING_WRITING
    var heard = Heard.nothing
    while true {
      switch next {
      case PGRES_POLLING_OK: return
      case PGRES_POLLING_READING:
        try wait(for: .read, on: pointer, until: deadline)
        heard = Heard(on: PQsocket(pointer))
      case PGRES_POLLING_WRITING: try wait(for: .write, on: pointer, until: deadline)
      default: throw failure(of: pointer, lastHeard: heard)
      }
      next = PQconnectPoll(pointer)
    }
  }

  private func wait(
    for interest: SocketInterest, on pointer: OpaquePointer, until deadline: ContinuousClock.Instant
  ) throws(Fault) {
    guard !SocketWait.wait(for: interest, on: PQsocket(pointer), until: deadline, unless: interruption) else { return }
    if interruption?.isInterrupted == true { throw Fault.interrupted }
    throw Fault(cause: .unreachable, reason: "no answer within \(limit.milliseconds) ms")
  }

  private func failure(of pointer: OpaquePointer, lastHeard: Heard) -> Fault {
    let text = ConnectErrorText(String(cString: PQerrorMessage(pointer)))
    if let state = text.state { return Fault(cause: .server(state), reason: text.reason) }
    let isIncompatible = PQconnectionNeedsPassword(pointer) == 1 || lastHeard == .bytes
    return Fault(cause: isIncompatible ? .incompatible : .unreachable, reason: text.reason)
  }
}

extension ConnectAttempt.Fault {
  static let interrupted = Self(cause: .interrupted, reason: "interrupted")
}

/// The last thing that came from the other end. An attempt that fails on bytes, and not on an error report, fails
/// because the two ends don't fit; one that fails on an end or a reset has met somebody who is not there yet, as the
/// port that a container's proxy opens before PostgreSQL listens. libpq tells the two apart in words alone.
private enum Heard {
  case nothing
  case bytes

  init(on socket: Int32) {
    var byte: UInt8 = 0
    self = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) > 0 ? .bytes : .nothing
  }
}
