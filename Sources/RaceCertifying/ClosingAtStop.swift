internal import LoadSending

/// Closes a race's campaign as soon as the race is stopped, while it still waits for its last answers.
struct ClosingAtStop: Sendable {
  private let closing: Task<Void, Never>
  private let stopped: AsyncStream<Void>.Continuation

  /// Begins to wait for the stop.
  init(_ servers: RaceServers, campaign id: Int64, stop: StopSignal) {
    let (signals, stopped) = AsyncStream.makeStream(of: Void.self)
    self.stopped = stopped
    closing = Task {
      for await _ in signals {
        // A failure shows when the campaign is closed at the end, as every race's is.
        try? await servers.close(id)
        return
      }
    }
    stop.whenStopped { stopped.yield() }
  }

  /// Waits for no stop any more, and for the closing that has begun.
  func finish() async {
    stopped.finish()
    await closing.value
  }
}
