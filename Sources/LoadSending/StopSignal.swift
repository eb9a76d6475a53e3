internal import Synchronization

/// Tells a run to send no more. It then waits for its answers and reports as it would have at its end.
public final class StopSignal: Sendable {
  private struct Storage {
    var isStopped = false
    var handlers: [@Sendable () -> Void] = []
  }

  private let storage = Mutex(Storage())

  /// A signal that was not given yet.
  public init() {}

  /// Gives the signal; giving it again changes nothing.
  public func stop() {
    let handlers = storage.withLock { storage in
      storage.isStopped = true
      defer { storage.handlers = [] }
      return storage.handlers
    }
    for handler in handlers { handler() }
  }

  /// True if the signal was given.
  public var isStopped: Bool { storage.withLock { $0.isStopped } }

  /// Calls a handler when the signal is given; at once when it was given before.
  package func whenStopped(_ handler: @escaping @Sendable () -> Void) {
    let isStopped = storage.withLock { storage in
      if !storage.isStopped { storage.handlers.append(handler) }
      return storage.isStopped
    }
    if isStopped { handler() }
  }

  /// Does something that the signal cuts short: its task is cancelled then.
  package func cutting<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let task = Task { await Result(work) }
    whenStopped { task.cancel() }
    return try await task.value.get()
  }
}
