import CLibPQ
import Glibc

/// What to wait for on a socket.
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

/// Waits on sockets with `ppoll`, whose time limit is in nanoseconds: `poll` would round an opening up to a millisecond.
enum SocketWait {
  /// False: the deadline passed first. An error or hang-up counts as ready; the next read or write tells what it is.
  static func wait(
    for interest: SocketInterest, on socket: Int32, until deadline: ContinuousClock.Instant
  ) -> Bool {
    var descriptors = [pollfd(fd: socket, events: interest.events, revents: 0)]
    return wait(&descriptors, until: deadline)
  }

  enum Ready {
    case first
    case second
  }

  /// Which of two descriptors can be read; nil: the deadline passed first.
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
