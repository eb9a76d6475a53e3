import RPCClient
import Synchronization

/// Callers who call again and again until they are told to stop.
final class CrashBurst: Sendable {
  private let callers: [CrashCaller]
  private let isStopped = Atomic(false)

  /// So many callers, each of whom has one of the clients.
  private init(
    callers count: Int, clients: [CampaignClient], campaigns: CrashCampaigns, journal: CrashJournal, seed: UInt64
  ) {
    callers = (0..<count).map { number in
      CrashCaller(
        number: number, client: clients[number % clients.count], campaigns: campaigns, journal: journal, seed: seed)
    }
  }

  /// Calls while the body runs, and until every call has ended. The body may stop the burst earlier.
  static func run(
    on campaigns: CrashCampaigns, clients: [CampaignClient], journal: CrashJournal, seed: UInt64,
    while body: (CrashBurst) async throws -> Void
  ) async throws {
    let burst = CrashBurst(callers: 96, clients: clients, campaigns: campaigns, journal: journal, seed: seed)
    async let ended: Void = burst.run()
    do {
      try await body(burst)
    } catch {
      burst.stop()
      await ended
      throw error
    }
    burst.stop()
    await ended
  }

  /// Nobody calls any more; calls that are under way come to their end.
  func stop() { isStopped.store(true, ordering: .releasing) }

  /// Calls until it is stopped and every call has ended.
  private func run() async {
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
