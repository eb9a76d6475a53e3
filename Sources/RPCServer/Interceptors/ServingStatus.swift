import Synchronization

/// Whether the server takes new calls. The database's state has no part in it: without one calls are answered too.
final class ServingStatus: Sendable {
  private let draining = Atomic<Bool>(false)

  var isDraining: Bool { draining.load(ordering: .acquiring) }

  /// The server stops; there is no way back.
  func beginDrain() {
    draining.store(true, ordering: .releasing)
  }
}
