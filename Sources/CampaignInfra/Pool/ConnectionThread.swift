import CLibPQ
import Glibc

/// A thread for calls that block: libpq's never run on an event loop or on Swift's cooperative pool.
enum ConnectionThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// Starts a detached thread that runs `body` once. False: the system has no thread to give.
  static func start(named name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
    let argument = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let error = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, argument.toOpaque())
    guard error == 0 else {
      argument.release()
      return false
    }
    // Linux keeps 15 bytes of a thread's name.
    pthread_setname_np(thread, String(name.prefix(15)))
    pthread_detach(thread)
    return true
  }
}
