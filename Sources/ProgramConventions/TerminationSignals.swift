internal import CampaignInfra
import Glibc
@preconcurrency import Dispatch
internal import Synchronization

/// SIGTERM and SIGINT: the first is told to the program, the second ends it at once with status 1. Tools such as
/// timeout(1) send one to the process and then to its group: the same signal within a twentieth of a second is the same
/// order.
///
/// The second one is carried out in the signal handler itself, so that it works when every thread is stuck.
enum TerminationSignals {
  /// Ends what blocks on the database, from the first signal on.
  static let interruption = Interruption()

  /// The first signal's number, once it arrives. Has one reader.
  static let first: AsyncStream<Int32> = {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(1))
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0, let readEnd = ends.first, let writeEnd = ends.last else { return stream }
    _ = fcntl(readEnd, F_SETFD, FD_CLOEXEC)
    _ = fcntl(writeEnd, F_SETFD, FD_CLOEXEC)
    wakeDescriptor.store(writeEnd, ordering: .releasing)
    let source = DispatchSource.makeReadSource(fileDescriptor: readEnd, queue: .global())
    source.setEventHandler {
      // The handler keeps the source; it goes when the first signal was read.
      source.cancel()
      var number: UInt8 = 0
      _ = read(readEnd, &number, 1)
      interruption.interrupt()
      continuation.yield(Int32(number))
      continuation.finish()
    }
    source.activate()
    return stream
  }()

  /// Takes the two signals over; before it they end the process as usual.
  static func install() {
    _ = first
    _ = receivedSignal.load(ordering: .relaxed)
    signal(SIGTERM, receive)
    signal(SIGINT, receive)
  }
}

// Both exist before the handler can run: install() touches them.
private let receivedSignal = Atomic<Int32>(0)
private let receivedTime = Atomic<Int64>(0)
private let wakeDescriptor = Atomic<Int32>(-1)

// Runs inside a signal handler: only atomics, the clock, write and _exit are allowed here.
private func receive(_ number: Int32) {
  let savedError = errno
  defer { errno = savedError }
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  let now = Int64(time.tv_sec) &* 1_000 &+ Int64(time.tv_nsec) / 1_000_000
  let earlier = receivedSignal.compareExchange(expected: 0, desired: number, ordering: .acquiringAndReleasing)
  guard earlier.exchanged else {
    if earlier.original == number, now &- receivedTime.load(ordering: .acquiring) < 50 { return }
    _exit(ExitStatus.localFailure.rawValue)
  }
  receivedTime.store(now, ordering: .releasing)
  var byte = UInt8(truncatingIfNeeded: number)
  _ = write(wakeDescriptor.load(ordering: .acquiring), &byte, 1)
}
