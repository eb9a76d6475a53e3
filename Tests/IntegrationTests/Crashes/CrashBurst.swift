import RPCClient
import Synchronization

/// Callers who call again and again until they are told to stop.
final class CrashBurst: Sendable {
  private let callers: [CrashCaller]
  private let isStopped = Atomic(false)

  /// So many callers, each of whom has one of the clients.
  init(callers count: Int, clients: [CampaignClient], campaigns: CrashCampaigns, journal: CrashJournal, seed: UInt64) {
    callers = (0..<count).map { number in
      CrashCaller(
        number: number, client: clients[number % clients.count], campaigns: campaigns, journal: journal, seed: seed)
    }
  }

  /// Nobody calls any more; calls that are under way come to their end.
  func stop() { isStopped.store(true, ordering: .releasing) }

  /// Calls until it is stopped and every call has ended.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      for caller in callers {
        group.addTask {
          var caller = caller
          while !self.isStopped.load(ordering: .acquiring) { await caller.callOnce() }
        }
      }
    }
  }
}
