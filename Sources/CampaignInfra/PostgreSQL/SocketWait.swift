import CLibPQ
import Glibc

/// The event to wait for on a socket.
enum SocketInterest {
  case read
  case write
  case readOrWrite

  fileprivate var events: Int16 {
    switch self {
    case .read: Int16(POLLIN)
    case .write: Int16(POLLOUT)
    case .readOrWrite: Int16(POLLIN | POLLOUT)
    }
  }
}

/// Waits on sockets with `ppoll`, whose time limit is in nanoseconds: `poll` would round an opening up to a
/// millisecond.
enum SocketWait {
  /// False: the deadline passed first. An error or hang-up counts as ready; the next read or write tells what it is.
  static func wait(
    for interest: SocketInterest, on socket: Int32, until deadline: ContinuousClock.Instant
  ) -> Bool {
    var descriptors = [pollfd(fd: socket, events: interest.events, revents: 0)]
    return wait(&descriptors, until: deadline)
  }

  /// Like `wait`; false also once it is interrupted.
  static func wait(
    for interest: SocketInterest, on socket: Int32, until deadline: ContinuousClock.Instant,
    unless interruption: Interruption?
  ) -> Bool {
    guard let interruption else { return wait(for: interest, on: socket, until: deadline) }
    var descriptors = [
      pollfd(fd: socket, events: interest.events, revents: 0),
      pollfd(fd: interruption.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    return wait(&descriptors, until: deadline) && !interruption.isInterrupted
  }

  /// The time for which a thread looks again and again before it sleeps: about as long as PostgreSQL takes for a short
  /// statement, and longer than waking a thread takes on a core that has gone to sleep, which is what this saves.
  private static let wakeful = Duration.microseconds(100)

  /// Like `wait`, but gives the core to whoever can use it, and stays awake, for a moment before it sleeps.
  static func waitAwake(
    for interest: SocketInterest, on socket: Int32, until deadline: ContinuousClock.Instant
  ) -> Bool {
    let end = min(deadline, .now + wakeful)
    repeat {
      if wait(for: interest, on: socket, until: .now) { return true }
      sched_yield()
    } while ContinuousClock.now < end
    return wait(for: interest, on: socket, until: deadline)
  }

  enum Ready {
    case first
    case second
  }

  /// The one of two descriptors that can be read; `nil`: the deadline passed first.
  static func waitToRead(
    _ first: Int32, or second: Int32, until deadline: ContinuousClock.Instant
  ) -> Ready? {
    var descriptors = [
      pollfd(fd: first, events: Int16(POLLIN), revents: 0), pollfd(fd: second, events: Int16(POLLIN), revents: 0),
    ]
    guard wait(&descriptors, until: deadline) else { return nil }
    return descriptors[1].revents != 0 ? .second : .first
  }

  private static func wait(_ descriptors: inout [pollfd], until deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = max(.zero, deadline - .now).components
      var limit = timespec(tv_sec: Int(left.seconds), tv_nsec: Int(left.attoseconds / 1_000_000_000))
      let ready = ppoll(&descriptors, nfds_t(descriptors.count), &limit, nil)
      if ready > 0 { return true }
      if ready == 0 { return false }
      // A signal is no reason to give up; anything else is for the next read or write to report.
      guard errno == EINTR else { return true }
    }
  }
}
