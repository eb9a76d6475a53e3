import CLibPQ
import Glibc
import Synchronization

/// Ends waits on the database from outside: whoever blocks looks at it beside the socket, and gives up once it was
/// told. It can't be taken back.
public final class Interruption: Sendable {
  /// An eventfd that stays readable once it was written; negative where the system had none to give: polls skip it, and
  /// waits then end at their deadlines.
  let descriptor: Int32
  private let isTold = Atomic(false)

  /// Makes one that nobody has told yet.
  public init() {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// True once the waits are over.
  public var isInterrupted: Bool { isTold.load(ordering: .acquiring) }

  /// Ends all waits that look at it, those that begin later included.
  public func interrupt() {
    isTold.store(true, ordering: .releasing)
    var one: UInt64 = 1
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Sleeps, on the calling thread. False: it was interrupted before.
  public func sleep(until deadline: ContinuousClock.Instant) -> Bool {
    _ = SocketWait.wait(for: .read, on: descriptor, until: deadline)
    return !isInterrupted
  }
}
