import SeededRandomness
import CampaignDomain
import ScriptedStorage
import Synchronization

@testable import CampaignApplication

/// One of the servers of a crash model, with connections and a gate of its own.
final class CrashModelServer: Sendable {
  let gate: ScriptedGate
  /// One session for issuing, and one for all that is read.
  let issuing: ScriptedDatabase
  let reading: ScriptedDatabase
  let issueCoupon: IssueCoupon
  let getCampaign: GetCampaign

  init(
    _ campaigns: [CampaignID], log: ScriptedLog, seed: UInt64, opensAtOnce: Bool, observer: any CampaignChangeObserver
  ) {
    gate = ScriptedGate(log: log, opensAtOnce: opensAtOnce)
    issuing = ScriptedDatabase(ScriptedSession([], gate: gate, log: log))
    reading = ScriptedDatabase(ScriptedSession([], gate: gate, log: log))
    let seeds = Mutex(SplitMix64(seed: seed))
    let engine = IssueEngine(
      database: issuing, readingFrom: reading, configuration: .init(maximumGroupSize: 4),
      // It is asked for again whenever it is used.
      memory: CampaignMemory(database: reading, configuration: .init(probeInterval: .zero)), gate: gate,
      observer: observer, makeGenerator: { SplitMix64(seed: seeds.withLock { $0.next() }) })
    for id in campaigns { engine.learn(existing: id) }
    issueCoupon = IssueCoupon(engine: engine)
    getCampaign = GetCampaign(database: reading)
  }

  /// Something waits for one of its connections.
  var hasWork: Bool { issuing.waitingCount + reading.waitingCount > 0 }

  /// The gate notices a crash, and connects anew.
  func noticeCrash() { if gate.isDead { gate.loseConnection() } }

  var misuses: [String] { issuing.session.misuses + reading.session.misuses }
}
