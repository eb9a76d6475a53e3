import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

/// An observer of an engine is told of each of its transactions.
@Suite struct IssueEngineObserverTests {
  private final class Reports: IssueEngineObserver {
    let transactions = Mutex<[IssueTransactionReport]>([])
    let refusals = Mutex(0)

    func transactionEnded(_ report: IssueTransactionReport) { transactions.withLock { $0.append(report) } }
    func callRefused() { refusals.withLock { $0 += 1 } }
  }

  @Test func eachTransactionIsReportedOnceWithWhatBecameOfItsCalls() {
    let ids = (1...2).map { CampaignID(rawValue: $0) }
    let session = ScriptedSession(ids.map { .sample(id: $0, perUserLimit: 1) })
    let database = ScriptedDatabase(session)
    let reports = Reports()
    let engine = IssueEngine(
      database: database, readingFrom: database, configuration: .init(laneCapacity: 3), issueObserver: reports)
    func issue(_ id: CampaignID, _ user: String) {
      IssueCoupon(engine: engine).execute(.init(campaignID: id, userID: user), call: Call()) { _ in }
    }
    for id in ids { engine.learn(existing: id) }
    for user in ["a", "b", "a", "refused"] { issue(ids[0], user) }
    issue(ids[1], "a")
    database.serveAll()
    for id in ids { issue(id, "c") }
    database.serveAll()
    session.script { $0.heldRows = [ids[0]] }
    issue(ids[0], "d")
    database.serveAll()
    session.script { script in
      script.heldRows = []
      script.failures[.commit] = [.outcomeUnknown, .fault("injected")]
    }
    for user in ["e", "f"] {
      issue(ids[0], user)
      database.serveAll()
    }
    let heard = reports.transactions.withLock { $0 }
    #expect(heard.map(\.campaignCount) == [1, 1, 2, 1, 1, 1])
    #expect(heard.map(\.callCount) == [3, 1, 2, 1, 1, 1])
    #expect(heard.map(\.issuedCount) == [2, 1, 2, 0, 0, 0])
    #expect(heard.map(\.replayedCount) == [1, 0, 0, 0, 0, 0])
    #expect(heard.map(\.outcome) == [.decided, .decided, .decided, .held, .unknown, .failed])
    #expect(heard.allSatisfy { $0.wait >= .zero && $0.duration >= .zero })
    #expect(reports.refusals.withLock { $0 } == 1)
  }
}
