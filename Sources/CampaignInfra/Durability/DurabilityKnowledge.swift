import CLibPQ
import CampaignApplication
import Synchronization

/// The knowledge of a gate, between its thread and all others.
final class DurabilityKnowledge: Sendable {
  typealias Waiting = @Sendable (Bool) -> Void

  private let state = Mutex(DurabilityState<Waiting>())
  /// The server that the gate's connection is to.
  private let identity = Mutex<ServerIdentity?>(nil)
  private let others = Atomic(false)
  private let isElsewhere = Atomic(false)
  private let signal: WakeDescriptor

  /// `nil`: the system has no descriptor to give.
  init?() {
    guard let signal = WakeDescriptor() else { return nil }
    self.signal = signal
  }

  /// Makes a transition.
  func change<Value: Sendable>(_ transition: (inout DurabilityState<Waiting>) -> Value) -> Value {
    state.withLock { transition(&$0) }
  }

  func read<Value: Sendable>(_ body: (DurabilityState<Waiting>) -> Value) -> Value { state.withLock { body($0) } }

  /// The gate's connection stands.
  func connected(to server: ServerIdentity?) {
    identity.withLock { $0 = server }
    isElsewhere.store(false, ordering: .releasing)
    change { $0.connected() }
  }

  /// The epoch of what is about to be sent to this server.
  func epoch(at server: ServerIdentity?) -> DurabilityEpoch {
    guard let number = read(\.epoch) else { return .none }
    if identity.withLock({ $0 == server }) { return .number(number) }
    // Perhaps it is the gate that was left behind.
    if !isElsewhere.exchange(true, ordering: .acquiringAndReleasing) { wake() }
    return .elsewhere
  }

  /// A session was seen to be connected to another server than the gate, since that connected.
  var sawAnotherServer: Bool { isElsewhere.load(ordering: .acquiring) }

  /// Programs that release no lock early, and hold nothing, use the database.
  var seesOthers: Bool { others.load(ordering: .acquiring) }

  /// Notes whether they do. True: that is news.
  func noted(others isSeen: Bool) -> Bool { others.exchange(isSeen, ordering: .acquiringAndReleasing) != isSeen }

  /// Has the thread look.
  func wake() { signal.wake() }

  /// Sleeps until somebody asks for a marker, something is told, the connection says something or ends, or `deadline`.
  func sleep(on connection: PostgresConnection? = nil, until deadline: ContinuousClock.Instant) {
    signal.wait(orFor: connection.map { PQsocket($0.pointer) }, until: deadline)
  }
}
