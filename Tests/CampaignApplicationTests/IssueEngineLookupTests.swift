import SeededRandomness
import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Calls for ids that nobody knows take nothing from those for campaigns.
@Suite struct IssueEngineLookupTests {
  private let real = CampaignID.sample
  private let other = CampaignID(rawValue: 8)

  /// An engine that was just started: it knows no campaign, and looks ids up on a database of its own.
  private struct Server {
    let session: ScriptedSession
    let issuing: ScriptedDatabase
    let learning: ScriptedDatabase
    let engine: IssueEngine
    let answers = RecordedAnswers<IssueCoupon.Output>()

    init(_ campaigns: [Campaign], configuration: IssueEngine.Configuration = .init()) {
      session = ScriptedSession(campaigns)
      issuing = ScriptedDatabase(session)
      learning = ScriptedDatabase(session)
      engine = IssueEngine(
        database: issuing, readingFrom: learning, configuration: configuration,
        makeGenerator: { SplitMix64(seed: 1) })
    }

    func enter(_ number: Int, _ id: CampaignID, user: String = "", call: Call = Call()) {
      IssueCoupon(engine: engine).execute(
        .init(campaignID: id, userID: user), call: call, completion: answers.completion(of: number))
    }

    func serveAll() {
      while learning.serveNext() || issuing.serveNext() {}
    }
  }

  @Test func unknownIDsAreLookedUpTogetherAndTakeNoLane() {
    let server = Server([.sample(), .sample(id: other)])
    for call in 0..<50 { server.enter(call, CampaignID(rawValue: 1_000 + Int64(call))) }
    server.enter(50, real)
    server.enter(51, other)
    #expect(server.learning.waitingCount == 1 && server.issuing.waitingCount == 0)
    server.learning.serveNext()
    #expect(server.session.steps == [.existing])
    #expect(server.issuing.waitingCount == 2, "those of the two campaigns")
    #expect(
      (0..<50).allSatisfy {
        server.answers.failure(of: $0) == .campaignNotFound(CampaignID(rawValue: 1_000 + Int64($0)))
      })
    server.serveAll()
    #expect([50, 51].allSatisfy { server.answers.success(of: $0)?.coupon.sequence == 1 })
  }

  @Test func aKnownCampaignIsNeverLookedUp() {
    let server = Server([.sample()])
    for call in 0..<3 {
      server.enter(call, real)
      server.serveAll()
    }
    #expect(server.session.steps.count { $0 == .existing } == 1)
    server.engine.learn(existing: other)
    server.session.script { $0.campaigns[other] = .sample(id: other) }
    server.enter(3, other)
    #expect(server.learning.waitingCount == 0)
    server.serveAll()
    #expect(server.answers.success(of: 3) != nil)
  }

  @Test func campaignsThatAServerReadAtItsStartAreNeverLookedUp() {
    let server = Server([.sample(), .sample(id: other)])
    server.engine.learnExisting(newest: 1)
    server.serveAll()
    server.enter(0, max(real, other))
    server.serveAll()
    #expect(server.session.steps.count { $0 == .existing } == 0)
    server.enter(1, min(real, other))
    server.serveAll()
    #expect(server.session.steps.count { $0 == .existing } == 1, "there are more than it read")
    #expect([0, 1].allSatisfy { server.answers.success(of: $0) != nil })
  }

  @Test func aServerThatCannotReadAtItsStartLooksCampaignsUp() {
    let server = Server([.sample()])
    server.session.script { $0.failures[.campaigns] = [.unavailable(retryAfter: .seconds(1))] }
    server.engine.learnExisting()
    server.serveAll()
    server.enter(0, real)
    server.serveAll()
    #expect(server.answers.success(of: 0) != nil)
  }

  @Test func absenceIsNotRemembered() {
    let server = Server([])
    server.enter(0, real)
    server.serveAll()
    #expect(server.answers.failure(of: 0) == .campaignNotFound(real))
    server.session.script { $0.campaigns[real] = .sample() }
    server.enter(1, real)
    server.serveAll()
    #expect(server.answers.success(of: 1)?.coupon.sequence == 1)
  }

  @Test func whoCameFirstIsFirstThoughTheCampaignBecameKnownMeanwhile() {
    let server = Server([.sample(total: 4)])
    server.enter(0, real)
    server.session.script { $0.hooks[.existing] = { server.enter(1, real) } }
    server.engine.learn(existing: real)
    server.enter(2, real)
    server.serveAll()
    // The order is that of arrival: 0 and 2 before the statement, 1 while it ran, 3 behind it.
    server.enter(3, real)
    server.serveAll()
    #expect([0, 2, 1, 3].map { server.answers.success(of: $0)?.coupon.sequence } == [1, 2, 3, 4])
  }

  @Test func thoseWhoWaitForALookupAreBounded() {
    let server = Server([], configuration: .init(lookupCapacity: 2))
    let late = Call()
    server.enter(0, CampaignID(rawValue: 100), call: late)
    server.enter(1, CampaignID(rawValue: 101))
    server.enter(2, CampaignID(rawValue: 102))
    #expect(server.answers.failure(of: 2) == .overloaded(retryAfter: .seconds(1)))
    #expect(late.expire())
    server.enter(3, CampaignID(rawValue: 103))
    #expect(server.answers.failure(of: 0) == .deadlineExceeded, "it keeps nobody out")
    server.serveAll()
    #expect(
      [1, 3].map { server.answers.failure(of: $0) } == [101, 103].map { .campaignNotFound(.init(rawValue: $0)) })
  }

  @Test func withoutADatabaseAllHearOfIt() {
    let server = Server([.sample()])
    let late = Call()
    server.enter(0, real, call: late)
    server.enter(1, other)
    #expect(late.expire())
    server.learning.serveNext(failingWith: .unavailable(retryAfter: .seconds(1)))
    #expect(server.answers.failure(of: 0) == .deadlineExceeded)
    #expect(server.answers.failure(of: 1) == .databaseUnavailable(retryAfter: .seconds(1)))
    server.session.script { $0.failures[.existing] = [.busy(retryAfter: .seconds(2))] }
    server.enter(2, real)
    server.serveAll()
    #expect(server.answers.failure(of: 2) == .overloaded(retryAfter: .seconds(2)))
    server.enter(3, real)
    server.serveAll()
    #expect(server.answers.success(of: 3)?.coupon.sequence == 1)
  }

  @Test func aCampaignThatIsGoneIsFoundOutAndForgotten() {
    let server = Server([.sample()])
    server.enter(0, real)
    server.serveAll()
    server.session.script { $0.campaigns = [:] }
    server.enter(1, real)
    server.serveAll()
    #expect(server.answers.failure(of: 1) == .campaignNotFound(real))
    server.enter(2, real)
    #expect(server.learning.waitingCount == 1, "it is an id like any other")
    server.serveAll()
    #expect(server.answers.failure(of: 2) == .campaignNotFound(real))
  }

  @Test func twelveThousandInventedIDsCostNoCampaignItsHolders() {
    let server = Server([.sample(perUserLimit: 1)])
    server.enter(0, real, user: "first")
    server.serveAll()
    for call in 0..<12_000 { server.enter(100 + call, CampaignID(rawValue: 1_000 + Int64(call))) }
    server.enter(1, real, user: "second")
    server.serveAll()
    #expect(server.answers.success(of: 1)?.coupon.sequence == 2)
    server.enter(2, real, user: "third")
    server.serveAll()
    #expect(server.answers.success(of: 2)?.coupon.sequence == 3)
    // A server that knows who holds coupons asks for nobody new: neither by user nor by sequence.
    let asked = server.session.script { $0.lockRequests.dropFirst().map { ($0.users, $0.holdersFrom) } }
    #expect(asked.count == 2 && asked.allSatisfy { $0.0.isEmpty && $0.1 == nil })
  }
}
