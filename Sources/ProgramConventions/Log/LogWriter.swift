import Dispatch
import Glibc
import Synchronization

/// Writes lines on a thread of its own, so that nobody else ever waits for whoever reads them: a pipe that is full, a
/// terminal that was stopped, a disk that hangs.
final class LogWriter: Sendable {
  private struct State {
    var buffer: LogBuffer
    /// The thread has nothing to do and waits to be woken.
    var isIdle = false
    /// The semaphores of those who wait until everything is written.
    var flushers: [DispatchSemaphore] = []
  }

  private let stream: StandardStream
  private let noticeOfDropped: @Sendable (Int) -> String
  private let state: Mutex<State>
  private let wake = DispatchSemaphore(value: 0)
  private let isStarted = Atomic(false)

  /// A writer whose thread is yet to be started. `noticeOfDropped` makes the line that says how many were dropped.
  init(_ stream: StandardStream, buffer: LogBuffer, noticeOfDropped: @escaping @Sendable (Int) -> String) {
    self.stream = stream
    self.noticeOfDropped = noticeOfDropped
    state = Mutex(State(buffer: buffer))
  }

  /// Starts the thread, which lives as long as the process.
  func start() {
    let argument = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let error = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<LogWriter>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, argument.toOpaque())
    guard error == 0 else { return argument.release() }
    pthread_detach(thread)
    isStarted.store(true, ordering: .releasing)
  }

  /// Takes a line, its end included, or drops it. Never waits.
  func add(_ line: String, isReserved: Bool = false) {
    guard isStarted.load(ordering: .acquiring) else {
      // A system without a thread to give lets no program of ours come far: it says why and ends.
      try? stream.write(line)
      return
    }
    let isWoken = state.withLock { state in
      state.buffer.add(line, isReserved: isReserved)
      defer { state.isIdle = false }
      return state.isIdle
    }
    if isWoken { wake.signal() }
  }

  /// Returns when everything is written, or `limit` has passed; false: it has passed.
  @discardableResult
  func flush(within limit: Duration) -> Bool {
    guard isStarted.load(ordering: .acquiring) else { return true }
    let flusher = DispatchSemaphore(value: 0)
    let isDone = state.withLock { state in
      if !state.isIdle { state.flushers.append(flusher) }
      return state.isIdle
    }
    return isDone || flusher.wait(timeout: .now() + limit.timeInterval) == .success
  }

  private func run() {
    while true {
      guard let item = next() else {
        wake.wait()
        continue
      }
      do throws(StandardStreamFault) {
        switch item {
        case .line(let line): try stream.write(line)
        case .dropped(let count): try stream.write(noticeOfDropped(count))
        }
      } catch {
        // A reader that left, a disk that is full: the program goes on without.
        state.withLock { $0.buffer.failed(item) }
      }
    }
  }

  private func next() -> LogBuffer.Item? {
    let (item, flushers) = state.withLock { state -> (LogBuffer.Item?, [DispatchSemaphore]) in
      if let item = state.buffer.takeFirst() { return (item, []) }
      state.isIdle = true
      defer { state.flushers = [] }
      return (nil, state.flushers)
    }
    for flusher in flushers { flusher.signal() }
    return item
  }
}

extension Duration {
  fileprivate var timeInterval: DispatchTimeInterval {
    .milliseconds(Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000))
  }
}
