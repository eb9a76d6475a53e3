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
  /// False: the deadline passed first, or the wait was interrupted. An error or hang-up counts as ready; the next read
  /// or write tells what it is.
  static func wait(
    for interest: SocketInterest, on socket: Int32, until deadline: ContinuousClock.Instant,
    unless interruption: Interruption? = nil
  ) -> Bool {
    if let interruption {
      let isReady = wait(for: interest, on: socket, until: deadline, unlessReadable: interruption.descriptor)
      return isReady && !interruption.isInterrupted
    }
    var descriptor = pollfd(fd: socket, events: interest.events, revents: 0)
    return poll(&descriptor, count: 1, until: deadline)
  }

  /// Like `wait`; false also once `other` can be read.
  static func wait(
    for interest: SocketInterest, on socket: Int32, until deadline: ContinuousClock.Instant,
    unlessReadable other: Int32
  ) -> Bool {
    var descriptors = [
      pollfd(fd: socket, events: interest.events, revents: 0), pollfd(fd: other, events: Int16(POLLIN), revents: 0),
    ]
    return poll(&descriptors, count: 2, until: deadline) && descriptors[1].revents == 0
  }

  /// The time for which a thread spins before it sleeps: about as long as PostgreSQL takes for a short statement, or
  /// for a COMMIT of one coupon on a quick disk. It saves the waking of a thread on a core that has gone to sleep: a
  /// lone call takes a tenth less by it than with a third of the time, and costs more of a core that nobody wants.
  private static let spinTime = Duration.microseconds(300)

  /// Like `wait`, but spins for a moment before it sleeps, giving the core to whoever can use it.
  static func spinThenWait(
    for interest: SocketInterest, on socket: Int32, until deadline: ContinuousClock.Instant
  ) -> Bool {
    let end = min(deadline, .now + spinTime)
    repeat {
      if wait(for: interest, on: socket, until: .now) { return true }
      sched_yield()
    } while ContinuousClock.now < end
    return wait(for: interest, on: socket, until: deadline)
  }

  private static func poll(
    _ descriptors: UnsafeMutablePointer<pollfd>, count: nfds_t, until deadline: ContinuousClock.Instant
  ) -> Bool {
    while true {
      let left = max(.zero, deadline - .now).components
      var limit = timespec(tv_sec: Int(left.seconds), tv_nsec: Int(left.attoseconds / 1_000_000_000))
      let ready = ppoll(descriptors, count, &limit, nil)
      if ready > 0 { return true }
      if ready == 0 { return false }
      // A signal is no reason to give up; anything else is for the next read or write to report.
      guard errno == EINTR else { return true }
    }
  }
}
