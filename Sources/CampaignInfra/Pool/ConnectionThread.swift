import CLibPQ
import Dispatch
import Glibc

/// A thread for calls that block: libpq's never run on an event loop or on Swift's cooperative pool.
enum ConnectionThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// Starts a detached thread that runs `body` once, as long as which `group` has it as one of its own. False: the
  /// system has no thread to give.
  static func start(named name: String, in group: DispatchGroup? = nil, _ body: @escaping @Sendable () -> Void) -> Bool
  {
    group?.enter()
    let argument = Unmanaged.passRetained(
      Body {
        body()
        group?.leave()
      })
    var thread = pthread_t()
    let error = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, argument.toOpaque())
    guard error == 0 else {
      argument.release()
      group?.leave()
      return false
    }
    // Linux keeps 15 bytes of a thread's name.
    pthread_setname_np(thread, String(name.prefix(15)))
    pthread_detach(thread)
    return true
  }
}

extension DispatchGroup {
  /// Blocks until its threads have ended or `limit` has passed; false: it has passed.
  func waitForThreads(within limit: Duration) -> Bool {
    wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success
  }
}
