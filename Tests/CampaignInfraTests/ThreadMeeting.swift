import Dispatch
import Synchronization

/// A meeting of threads: each waits until all have come, for 20 seconds at most.
final class ThreadMeeting: Sendable {
  private let missing: Mutex<Int>
  private let members: Int
  private let begins = DispatchSemaphore(value: 0)

  init(of members: Int) {
    self.members = members
    missing = Mutex(members)
  }

  /// True once all have come.
  var hasBegun: Bool { missing.withLock { $0 == 0 } }

  /// Takes part; returns when all have come.
  func join() {
    let isLast = missing.withLock {
      $0 -= 1
      return $0 == 0
    }
    if isLast {
      for _ in 1..<members { begins.signal() }
    } else {
      _ = begins.wait(timeout: .now() + .seconds(20))
    }
  }
}
