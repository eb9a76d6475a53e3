import CLibPQ
import CampaignApplication
import Synchronization

/// The knowledge of a gate, between its thread and all others.
final class DurabilityKnowledge: Sendable {
  typealias Waiting = @Sendable (Bool) -> Void

  private let state = Mutex(DurabilityState<Waiting>())
  private let servers = Mutex(GateServers())
  private let others = Atomic(false)
  /// The time at which the gate's server was last heard of; `nil`: its connection is in doubt.
  private let heardAt = Mutex<ContinuousClock.Instant?>(nil)
  private let isProbeWanted = Atomic(false)
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

  /// A marker is late.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// The times that holds were given up.
  var lossCount: UInt64 { state.withLock { $0.lossCount } }

  /// The gate's connection stands, and no marker is late.
  var isServing: Bool { state.withLock { $0.epoch != nil && !$0.isClosed } }

  // MARK: - The server

  /// The gate's connection stands.
  func connected(to server: ServerIdentity?) {
    servers.withLock { $0.connected(to: server, at: .now) }
    heard()
    change { $0.connected() }
  }

  /// The epoch of what is about to be sent to this server.
  func epoch(at server: ServerIdentity?) -> DurabilityEpoch {
    guard let number = state.withLock({ $0.epoch }) else { return .none }
    switch servers.withLock({ $0.place(of: server, at: .now) }) {
    case .sameServer: return .number(number)
    case .leftBehind: return .elsewhere(isLeftBehind: true)
    case .otherServer(let isNews):
      if isNews { wake() }
      return .elsewhere(isLeftBehind: false)
    }
  }

  /// A session was seen to be connected to another server than the gate, since that connected.
  var sawAnotherServer: Bool { servers.withLock { $0.areSeveral } }

  // MARK: - The connection

  /// The gate's server answered.
  func heard() { heardAt.withLock { $0 = .now } }

  /// Another session was found dead: the gate's may be, too.
  func doubt() { heardAt.withLock { $0 = nil } }

  /// True where the server was heard of within `limit`. False also has the thread ask it.
  func isHeard(within limit: Duration) -> Bool {
    if let time = heardAt.withLock({ $0 }), ContinuousClock.now - time < limit { return true }
    if !isProbeWanted.exchange(true, ordering: .acquiringAndReleasing) { wake() }
    return false
  }

  /// True once where somebody wants the server to be asked.
  func takeWishForProbe() -> Bool { isProbeWanted.exchange(false, ordering: .acquiringAndReleasing) }

  // MARK: - Other programs

  /// Programs that release no lock early, and hold nothing, use the database.
  var seesOthers: Bool { others.load(ordering: .acquiring) }

  /// Notes whether they do. True: that is news.
  func noted(others isSeen: Bool) -> Bool { others.exchange(isSeen, ordering: .acquiringAndReleasing) != isSeen }

  // MARK: - The thread

  /// Has the thread look.
  func wake() { signal.wake() }

  /// Sleeps until somebody asks for a marker, something is told, the connection says something or ends, or `deadline`.
  func sleep(on connection: PostgresConnection? = nil, until deadline: ContinuousClock.Instant) {
    signal.wait(orFor: connection.map { PQsocket($0.pointer) }, until: deadline)
  }
}
