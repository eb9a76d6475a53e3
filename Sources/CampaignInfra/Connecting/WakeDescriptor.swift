import CLibPQ
import Glibc

/// Wakes a thread that waits on sockets, from any other: an eventfd that is readable from a wake until it is drained.
final class WakeDescriptor: Sendable {
  /// The descriptor to wait on beside a socket.
  let descriptor: Int32

  /// `nil`: the system has no descriptor to give.
  init?() {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Ends the wait that is under way, or the next.
  func wake() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Waits until it is woken, or until `deadline`; with a socket also until that can be read.
  func wait(orFor socket: Int32? = nil, until deadline: ContinuousClock.Instant) {
    if let socket {
      _ = SocketWait.wait(for: .read, on: socket, until: deadline, unlessReadable: descriptor)
    } else {
      _ = SocketWait.wait(for: .read, on: descriptor, until: deadline)
    }
    drain()
  }

  /// The next wait waits again.
  func drain() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}
