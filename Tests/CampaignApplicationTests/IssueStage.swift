import SeededRandomness
import CampaignDomain
import ScriptedStorage
import Synchronization

@testable import CampaignApplication

/// IssueCoupon with its engine on a scripted database, and the answers of the test's calls. With `remembers` the engine
/// has a memory, whose own readings are served at once.
final class IssueStage: Sendable {
  let session: ScriptedSession
  let database: ScriptedDatabase
  let issueCoupon: IssueCoupon
  let answers = RecordedAnswers<IssueCoupon.Output>()
  /// The record of all that observers of campaigns hear.
  let changes = RecordedChanges()
  let memory: CampaignMemory?

  init(
    _ campaigns: [Campaign] = [.sample()], configuration: IssueEngine.Configuration = .init(), seed: UInt64 = 1,
    gate: ScriptedGate? = nil, remembers: Bool = false
  ) {
    session = ScriptedSession(campaigns, gate: gate)
    database = ScriptedDatabase(session)
    memory = remembers ? CampaignMemory(database: ScriptedDatabase(session, servesAtOnce: true)) : nil
    let seeds = Mutex(SplitMix64(seed: seed))
    issueCoupon = IssueCoupon(
      engine: IssueEngine(
        database: database, readingFrom: database, configuration: configuration, memory: memory, gate: gate,
        observer: changes, makeGenerator: { SplitMix64(seed: seeds.withLock { $0.next() }) }))
    know(campaigns.map(\.id))
  }

  /// Has the engine know these campaigns, as if calls for them had come before.
  func know(_ ids: [CampaignID]) {
    for id in ids { issueCoupon.engine.learn(existing: id) }
  }

  /// Makes the call of number `number`.
  func enter(
    _ number: Int, campaign: CampaignID = .sample, user: String = "", key: String = "", call: Call = Call()
  ) {
    issueCoupon.execute(
      IssueCoupon.Input(campaignID: campaign, userID: user, idempotencyKey: key), call: call,
      completion: answers.completion(of: number))
  }

  /// The sequences that the calls got; `nil` for a call that got none.
  func sequences(of calls: Range<Int>) -> [Int64?] {
    calls.map { answers.success(of: $0)?.coupon.sequence }
  }

  /// The errors of the calls; `nil` for a call that got a coupon.
  func failures(of calls: Range<Int>) -> [UseCaseError?] {
    calls.map(answers.failure)
  }
}
