import SeededRandomness
import CampaignDomain
import ScriptedStorage

@testable import CampaignApplication

/// JoinQueue with its engine on a scripted database, and the answers of the test's calls.
final class JoinStage: Sendable {
  let session: ScriptedSession
  let database: ScriptedDatabase
  let answers = RecordedAnswers<QueueEntryView>()
  private let joinQueue: JoinQueue

  init(
    _ campaigns: [Campaign] = [.sample(perUserLimit: 1)], limits: JoinLanes<PendingJoin>.Limits = .init(),
    gate: ScriptedGate? = nil
  ) {
    session = ScriptedSession(campaigns, gate: gate)
    database = ScriptedDatabase(session)
    joinQueue = JoinQueue(
      engine: JoinEngine(database: database, limits: limits, gate: gate, makeGenerator: { SplitMix64(seed: 1) }))
  }

  /// Makes the call of number `number`, of a user of its own unless told.
  func enter(
    _ number: Int, campaign: CampaignID = .sample, user: String? = nil, key: String = "", call: Call = Call()
  ) {
    joinQueue.execute(
      JoinQueue.Input(campaignID: campaign, userID: user ?? "user-\(number)", idempotencyKey: key), call: call,
      completion: answers.completion(of: number))
  }

  /// Has the engine see that the campaign takes newcomers, so that groups begin with the lock.
  func know() {
    enter(-1)
    database.serveAll()
    session.script { script in
      (script.steps, script.queueQueries, script.entries, script.queues) = ([], [], [], [:])
    }
  }

  /// The tickets of the calls; `nil` for a call that got none.
  func tickets(of calls: Range<Int>) -> [Int64?] { calls.map { answers.success(of: $0)?.entry.ticket } }

  /// The errors of the calls; `nil` for a call that got an entry.
  func failures(of calls: Range<Int>) -> [UseCaseError?] { calls.map(answers.failure) }
}
