internal import NIOCore
internal import Synchronization

/// The meeting point of an asynchronous caller with its answer, its deadline and its cancellation: whoever comes first
/// ends the call, the others find it ended.
final class PendingCall<Response: Sendable>: Sendable {
  private enum State {
    case idle
    case waiting(CheckedContinuation<Result<Response, RPCClientError>, Never>)
    case ended(Result<Response, RPCClientError>)
    case taken
  }

  private struct Storage {
    var state = State.idle
    var undo: [@Sendable () -> Void] = []
  }

  private let storage = Mutex(Storage())

  var isEnded: Bool {
    storage.withLock { storage in
      switch storage.state {
      case .idle, .waiting: false
      case .ended, .taken: true
      }
    }
  }

  /// Says what must be undone when the call ends, whatever ends it; at once when it has ended.
  func whenEnded(_ undo: @escaping @Sendable () -> Void) {
    let isEnded = storage.withLock { storage in
      switch storage.state {
      case .idle, .waiting:
        storage.undo.append(undo)
        return false
      case .ended, .taken:
        return true
      }
    }
    if isEnded { undo() }
  }

  func finish(_ result: Result<Response, RPCClientError>) {
    let (continuation, undo) = storage.withLock { storage in
      let undo = storage.undo
      storage.undo = []
      switch storage.state {
      case .idle:
        storage.state = .ended(result)
        return (CheckedContinuation<Result<Response, RPCClientError>, Never>?.none, undo)
      case .waiting(let continuation):
        storage.state = .taken
        return (continuation, undo)
      case .ended, .taken:
        return (nil, undo)
      }
    }
    continuation?.resume(returning: result)
    for undo in undo { undo() }
  }

  /// Waits for the end; cancelling the task is an end, too.
  func result() async -> Result<Response, RPCClientError> {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let ended = storage.withLock { storage -> Result<Response, RPCClientError>? in
          guard case .ended(let result) = storage.state else {
            storage.state = .waiting(continuation)
            return nil
          }
          storage.state = .taken
          return result
        }
        if let ended { continuation.resume(returning: ended) }
      }
    } onCancel: {
      finish(.failure(.cancelled))
    }
  }
}
