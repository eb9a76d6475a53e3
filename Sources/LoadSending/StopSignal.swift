internal import Synchronization

/// Tells a run to send no more. It then waits for its answers and reports as it would have at its end.
public final class StopSignal: Sendable {
  /// The handlers that wait for the signal; `nil` once it was given.
  private let handlers = Mutex<[@Sendable () -> Void]?>([])

  /// A signal that was not given yet.
  public init() {}

  /// Gives the signal; giving it again changes nothing.
  public func stop() {
    let waiting = handlers.withLock { handlers in
      defer { handlers = nil }
      return handlers
    }
    for handler in waiting ?? [] { handler() }
  }

  /// True if the signal was given.
  public var isStopped: Bool { handlers.withLock { $0 == nil } }

  /// Calls a handler when the signal is given; at once when it was given before.
  package func whenStopped(_ handler: @escaping @Sendable () -> Void) {
    let isStopped = handlers.withLock { handlers in
      handlers?.append(handler)
      return handlers == nil
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
