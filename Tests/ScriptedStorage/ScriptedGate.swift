package import CampaignApplication
import Synchronization

/// A gate whose markers come back when a test says so, on the test's thread.
package final class ScriptedGate: DurabilityGate {
  private struct State {
    var durability = DurabilityState<@Sendable (Bool) -> Void>()
    /// The crashes that there were when its connection was made.
    var crashCount = 0
    var isMarkerUnderWay = false
    /// The log's length when the marker under way was sent; `nil`: it went into a dead connection.
    var markerPosition: Int?
    /// The marker under way did its work, and its answer is on its way.
    var isMarkerDone = false
  }

  private let state = Mutex(State())
  private let log: ScriptedLog?
  private let opensAtOnce: Bool

  /// A gate that stands. `log`: the one that its markers make durable. With `opensAtOnce` it holds nobody, as a broken
  /// one would.
  package init(log: ScriptedLog? = nil, opensAtOnce: Bool = false) {
    (self.log, self.opensAtOnce) = (log, opensAtOnce)
    connect()
  }

  package var releasesEarly: Bool { state.withLock { $0.durability.epoch != nil && !$0.durability.isClosed } }
  package var isClosed: Bool { state.withLock { $0.durability.isClosed } }
  package var lossCount: UInt64 { state.withLock { $0.durability.lossCount } }

  package func lift(_ hold: Hold, later body: @escaping @Sendable (Bool) -> Void) -> Bool? {
    if opensAtOnce { return true }
    return switch state.withLock({ $0.durability.enter(body, epoch: hold.epoch, rows: hold.rows) }) {
    case .lifted: true
    case .givenUp: false
    case .waits, .asksForMarker: nil
    }
  }

  package func resume(_ work: @escaping @Sendable () -> Void) { work() }

  /// The epoch of what is asked for now.
  package var epoch: UInt64? { state.withLock { $0.durability.epoch } }

  /// These rows were committed synchronously.
  func cover(_ rows: [HeldRow], epoch: UInt64?) { state.withLock { $0.durability.cover(rows, epoch: epoch) } }

  // MARK: - The connection

  /// True where the database crashed since the gate connected, and the gate has not noticed.
  package var isDead: Bool { log.map { log in state.withLock { $0.crashCount != log.crashCount } } ?? false }

  package func connect() {
    state.withLock { state in
      state.crashCount = log?.crashCount ?? 0
      (state.isMarkerUnderWay, state.markerPosition, state.isMarkerDone) = (false, nil, false)
      state.durability.connected()
    }
  }

  /// The connection is lost.
  package func disconnect() {
    end(state.withLock { $0.durability.lost() }, isDurable: false)
  }

  /// The connection is lost, and another stands before anybody hears of it.
  package func loseConnection() {
    let lost = state.withLock { $0.durability.lost() }
    connect()
    end(lost, isDurable: false)
  }

  // MARK: - Markers

  /// Sends a marker. False: nobody needs one.
  @discardableResult
  package func sendMarker() -> Bool {
    let (isDead, position) = (isDead, log?.count ?? 0)
    return state.withLock { state in
      guard state.durability.beginMarker() else { return false }
      (state.isMarkerUnderWay, state.markerPosition, state.isMarkerDone) = (true, isDead ? nil : position, false)
      return true
    }
  }

  /// The marker under way makes durable what was committed when it was sent, and its answer is on its way.
  package func finishMarker() {
    guard !isDead else { return }
    let position = state.withLock { state -> Int? in
      state.isMarkerDone = state.markerPosition != nil
      return state.markerPosition
    }
    if let position { log?.flush(position) }
  }

  /// The marker under way comes back, unless a crash took it. False: nothing came back.
  @discardableResult
  package func returnMarker() -> Bool {
    finishMarker()
    let lifted = state.withLock { state -> [@Sendable (Bool) -> Void]? in
      guard state.isMarkerDone else { return nil }
      (state.isMarkerUnderWay, state.markerPosition, state.isMarkerDone) = (false, nil, false)
      return state.durability.markerReturned()
    }
    end(lifted ?? [], isDurable: true)
    return lifted != nil
  }

  /// The marker under way, if there is one, takes too long.
  package func delayMarker() {
    let late = state.withLock { $0.isMarkerUnderWay ? $0.durability.markerIsLate() : [] }
    end(late, isDurable: false)
  }

  private func end(_ waiting: [@Sendable (Bool) -> Void], isDurable: Bool) {
    for body in waiting { body(isDurable) }
  }
}
