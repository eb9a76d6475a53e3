import CampaignApplication
package import CampaignDomain
import Synchronization

/// The log of a database that several sessions share: its data after each commit. As PostgreSQL's, it is one prefix for
/// all, and a crash cuts off what is not durable.
package final class ScriptedLog: Sendable {
  /// The data of the database at one moment.
  package struct Snapshot: Sendable {
    package var campaigns: [CampaignID: Campaign] = [:]
    package var coupons: [NewCoupon] = []

    init(_ script: ScriptedSession.Script) { (campaigns, coupons) = (script.campaigns, script.coupons) }
  }

  private struct State {
    var snapshots: [Snapshot]
    /// The number of the first snapshots that no crash takes back.
    var durableCount = 1
    var crashCount = 0
    /// Grows on over crashes: no stamp is made twice.
    var saveCount: UInt64 = 0
    /// Is run in the midst of what sessions do.
    var interruption: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>

  /// The log of a database with these campaigns, which are durable.
  package init(_ campaigns: [Campaign]) {
    var script = ScriptedSession.Script()
    for campaign in campaigns { script.campaigns[campaign.id] = campaign }
    state = Mutex(State(snapshots: [Snapshot(script)]))
  }

  /// All that was committed and is not lost, oldest first.
  package var snapshots: [Snapshot] { state.withLock { $0.snapshots } }

  /// The number of the first snapshots that are durable, one at least.
  package var durableCount: Int { state.withLock { $0.durableCount } }

  package var crashCount: Int { state.withLock { $0.crashCount } }

  /// Has `body` run at each step of each session: before it, and behind each commit.
  package func interrupt(by body: (@Sendable () -> Void)?) { state.withLock { $0.interruption = body } }

  /// The first `count` snapshots can't be lost any more.
  package func flush(_ count: Int? = nil) {
    state.withLock { $0.durableCount = max($0.durableCount, min(count ?? .max, $0.snapshots.count)) }
  }

  /// The database crashes: of what is not durable, so many commits are left. Returns the number of those that are lost.
  @discardableResult
  package func crash(leaving count: Int = 0) -> Int {
    state.withLock { state in
      let lost = max(0, state.snapshots.count - state.durableCount - count)
      state.snapshots.removeLast(lost)
      state.durableCount = state.snapshots.count
      state.crashCount += 1
      return lost
    }
  }

  // MARK: - For sessions and gates

  var count: Int { state.withLock { $0.snapshots.count } }

  func interrupt() { state.withLock { $0.interruption }?() }

  func append(_ snapshot: Snapshot, saveCount: UInt64, isDurable: Bool) {
    state.withLock { state in
      state.snapshots.append(snapshot)
      state.saveCount = max(state.saveCount, saveCount)
      if isDurable { state.durableCount = state.snapshots.count }
    }
  }

  /// The data as it is committed, and the number of the last save.
  var newest: (snapshot: Snapshot?, saveCount: UInt64) { state.withLock { ($0.snapshots.last, $0.saveCount) } }
}
