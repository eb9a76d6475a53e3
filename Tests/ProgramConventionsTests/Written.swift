import Synchronization

/// The lines that a log wrote.
final class Written: Sendable {
  private let state = Mutex<[String]>([])

  var lines: [String] { state.withLock { $0 } }

  @Sendable func add(_ line: String) { state.withLock { $0.append(line) } }
}
