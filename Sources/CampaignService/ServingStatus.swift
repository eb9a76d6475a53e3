import Synchronization

/// Whether the server takes new calls. The database's state has no part in it: without one calls are answered too.
public final class ServingStatus: Sendable {
  private let draining = Atomic<Bool>(false)

  /// A server that serves.
  public init() {}

  /// Whether new calls are refused.
  public var isDraining: Bool { draining.load(ordering: .acquiring) }

  /// The server stops; there is no way back.
  public func beginDrain() {
    draining.store(true, ordering: .releasing)
  }
}
