@testable import CampaignApplication
import CampaignDomain
import CampaignInfra
import TestDatabase
import Testing

/// Refusals from the memory of a server, beside another server that changes the campaign.
@Suite struct RefusalMemoryTests {
  /// A server: its engine, its memory, and the pool under both.
  private struct Server {
    let pool: CampaignPool
    let memory: CampaignMemory
    let engine: IssueEngine

    init(_ fixture: InfraFixture, memory configuration: CampaignMemory.Configuration = .init()) {
      pool = CampaignPool(
        .init(postgres: fixture.postgres, connectionCount: 3), name: "server", logger: InfraFixture.silent)
      memory = CampaignMemory(database: pool, configuration: configuration)
      engine = IssueEngine(database: pool, readingFrom: pool, memory: memory)
    }

    /// The refusal that this server gives a user without asking the database.
    func refusesFromMemory(_ id: CampaignID, user: String) -> UseCaseError? {
      memory.refusal(of: IssueRequest(user: UserID(alreadyChecked: user), key: nil), by: id, at: .now)
    }
  }

  @Test func losersAreRefusedFromMemoryAndWinnersNever() async throws {
    let fixture = try InfraFixture()
    let (one, other) = (Server(fixture), Server(fixture))
    let campaign = try await fixture.create(coupons: 3)
    var won: [String: Coupon] = [:]
    for user in ["a", "b", "c"] {
      won[user] = try await fixture.issue(campaign.id, user: user, at: one.engine).coupon
    }
    for server in [one, other] {
      #expect(
        await failure { () throws(UseCaseError) in
          try await fixture.issue(campaign.id, user: "loser", at: server.engine)
        } == .soldOut)
      #expect(
        try await eventually { server.refusesFromMemory(campaign.id, user: "loser 2") == .soldOut })
      for (user, coupon) in won {
        let again = try await fixture.issue(campaign.id, user: user, at: server.engine)
        #expect(again.coupon == coupon && again.alreadyIssued)
      }
    }
  }

  @Test func losersOfALargeCampaignAreRefusedFromMemoryByAServerThatIssuedNoneOfIt() async throws {
    let fixture = try InfraFixture()
    let late = Server(fixture, memory: .init(maximumHolders: 2))
    let campaign = try await fixture.create(coupons: 3)
    for user in ["a", "b", "c"] { _ = try await fixture.issue(campaign.id, user: user) }
    let isKnown = try await eventually {
      let answer = await failure { () throws(UseCaseError) in
        try await fixture.issue(campaign.id, user: "loser", at: late.engine)
      }
      #expect(answer == .soldOut)
      return late.refusesFromMemory(campaign.id, user: "loser 2") == .soldOut
    }
    #expect(isKnown)
    #expect(late.refusesFromMemory(campaign.id, user: "b") == nil)
    #expect(try await fixture.issue(campaign.id, user: "b", at: late.engine).alreadyIssued)
  }

  @Test func aChangeThroughAnotherServerIsSeen() async throws {
    let fixture = try InfraFixture()
    let server = Server(fixture)
    let campaign = try await fixture.create()
    let pause = ChangeCampaignState(.pause, database: fixture.pool)
    _ = try await pause.execute(.init(campaignID: campaign.id, actor: "other server"))
    #expect(
      await failure { () throws(UseCaseError) in
        try await fixture.issue(campaign.id, user: "a", at: server.engine)
      } == .campaignPaused)
    #expect(try await eventually { server.refusesFromMemory(campaign.id, user: "a") == .campaignPaused })
    let resume = ChangeCampaignState(.resume, database: fixture.pool)
    _ = try await resume.execute(.init(campaignID: campaign.id, actor: "other server"))
    #expect(try await eventually { server.refusesFromMemory(campaign.id, user: "a") == nil })
    #expect(try await fixture.issue(campaign.id, user: "a", at: server.engine).coupon.sequence == 1)
  }

  @Test func aChangeThroughThisServerIsSeenAtOnce() async throws {
    let fixture = try InfraFixture()
    let server = Server(fixture)
    let campaign = try await fixture.create()
    let pause = ChangeCampaignState(.pause, database: server.pool, memory: server.memory)
    _ = try await pause.execute(.init(campaignID: campaign.id, actor: "t"))
    _ = await failure { () throws(UseCaseError) in try await fixture.issue(campaign.id, user: "a", at: server.engine) }
    #expect(try await eventually { server.refusesFromMemory(campaign.id, user: "a") == .campaignPaused })
    let resume = ChangeCampaignState(.resume, database: server.pool, memory: server.memory)
    _ = try await resume.execute(.init(campaignID: campaign.id, actor: "t"))
    #expect(server.refusesFromMemory(campaign.id, user: "a") == nil)
  }

  @Test func callsBeforeTheStartAreRefusedFromMemoryAndThoseAfterItWin() async throws {
    let fixture = try InfraFixture()
    let server = Server(fixture)
    let campaign = try await fixture.create(start: .after(.seconds(2)))
    _ = await failure { () throws(UseCaseError) in
      try await fixture.issue(campaign.id, user: "early", at: server.engine)
    }
    #expect(
      try await eventually(within: .seconds(60)) {
        await failure { () throws(UseCaseError) in
          try await fixture.issue(campaign.id, user: "early", at: server.engine)
        } == nil
      })
    let coupons = try await fixture.get(campaign.id).coupons
    let start = try #require(campaign.startTime)
    #expect(coupons.count == 1 && coupons.allSatisfy { $0.issueTime >= start })
  }
}
