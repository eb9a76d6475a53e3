internal import CampaignInfra
import Glibc
@preconcurrency import Dispatch
internal import Synchronization

/// SIGTERM and SIGINT: the first is told to the program, the second ends it at once with status 1.
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
    _ = receivedCount.load(ordering: .relaxed)
    signal(SIGTERM, receive)
    signal(SIGINT, receive)
  }
}

// Both exist before the handler can run: install() touches them.
private let receivedCount = Atomic<Int>(0)
private let wakeDescriptor = Atomic<Int32>(-1)

// Runs inside a signal handler: only atomics, write and _exit are allowed here.
private func receive(_ number: Int32) {
  guard receivedCount.add(1, ordering: .acquiringAndReleasing).oldValue == 0 else {
    _exit(ExitStatus.localFailure.rawValue)
  }
  let savedError = errno
  var byte = UInt8(truncatingIfNeeded: number)
  _ = write(wakeDescriptor.load(ordering: .acquiring), &byte, 1)
  errno = savedError
}
