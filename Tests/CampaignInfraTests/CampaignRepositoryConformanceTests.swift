import CampaignApplication
import CampaignDomain
import CampaignInfra
import TestDatabase
import Testing

/// What every storage of campaigns promises the use cases, on a real PostgreSQL.
@Suite struct CampaignRepositoryConformanceTests {
  @Test func aCampaignComesBackAsItWasCreatedToTheMicrosecond() async throws {
    let fixture = try InfraFixture()
    let start = Timestamp(microsecondsSinceEpoch: 4_102_444_800_123_457)
    let end = Timestamp(microsecondsSinceEpoch: 4_102_444_800_123_458)
    let created = try await fixture.create(
      coupons: 10_000_000, start: .at(start), end: .at(end), perUser: 3, name: "가을 🍁 'quotes' \\ %")
    let read = try await fixture.get(created.id)
    #expect(read.campaign == created)
    #expect(read.campaign.startTime == start && read.campaign.endTime == end)
    #expect(read.campaign.state == .scheduled && read.campaign.openedTime == nil)
    #expect(read.coupons.isEmpty && read.nextPageToken.isEmpty)
  }

  @Test func aCampaignWhoseStartHasComeIsOpenFromItsCreation() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    #expect(campaign.state == .open && campaign.openedTime == campaign.createTime)
    let openings = try fixture.database.value(
      "SELECT count(*) FROM campaign_transitions WHERE to_state = 'OPEN' AND actor = 'create'")
    #expect(openings == "1")
  }

  @Test func issuedCouponsAreListedInSequenceOverAllPages() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 25)
    var issued: [Coupon] = []
    for number in 1...23 { issued.append(try await fixture.issue(campaign.id, user: "user-\(number)").coupon) }
    var listed: [Coupon] = []
    var token = ""
    var pages = 0
    repeat {
      let page = try await GetCampaign(database: fixture.pool).execute(
        .init(campaignID: campaign.id, pageSize: 10, pageToken: token))
      #expect(page.campaign.issuedCoupons == 23)
      listed += page.coupons
      token = page.nextPageToken
      pages += 1
    } while !token.isEmpty
    #expect(listed == issued && pages == 3)
    #expect(listed.map(\.sequence) == Array(1...23))
  }

  @Test func aFullLastPageHasNoTokenForAnother() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 2)
    for user in ["a", "b"] { _ = try await fixture.issue(campaign.id, user: user) }
    let page = try await GetCampaign(database: fixture.pool).execute(.init(campaignID: campaign.id, pageSize: 2))
    #expect(page.coupons.count == 2 && page.nextPageToken.isEmpty)
  }

  @Test func omittedCouponsLeaveTheCampaign() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    _ = try await fixture.issue(campaign.id, user: "a")
    let read = try await GetCampaign(database: fixture.pool).execute(
      .init(campaignID: campaign.id, omitCoupons: true))
    #expect(read.coupons.isEmpty && read.campaign.issuedCoupons == 1 && read.nextPageToken.isEmpty)
  }

  @Test func campaignsAreListedNewestFirst() async throws {
    let fixture = try InfraFixture()
    var created: [CampaignID] = []
    for number in 1...5 { created.append(try await fixture.create(name: "n\(number)").id) }
    let list = ListCampaigns(database: fixture.pool)
    let first = try await list.execute(.init(pageSize: 3))
    let second = try await list.execute(.init(pageSize: 3, pageToken: first.nextPageToken))
    #expect((first.campaigns + second.campaigns).map(\.id) == created.reversed())
    #expect(second.nextPageToken.isEmpty)
  }

  @Test func aMissingCampaignIsNotFoundByAnyUseCase() async throws {
    let fixture = try InfraFixture()
    let id = CampaignID(rawValue: 404)
    let expected = UseCaseError.campaignNotFound(id)
    #expect(await failure { () throws(UseCaseError) in try await fixture.issue(id, user: "u") } == expected)
    let get = GetCampaign(database: fixture.pool)
    #expect(await failure { () throws(UseCaseError) in try await get.execute(.init(campaignID: id)) } == expected)
    let pause = ChangeCampaignState(.pause, database: fixture.pool)
    #expect(
      await failure { () throws(UseCaseError) in try await pause.execute(.init(campaignID: id, actor: "t")) }
        == expected)
  }

  @Test func aKeyGivesTheSameCampaignAndRefusesOtherFields() async throws {
    let fixture = try InfraFixture()
    let create = CreateCampaign(database: fixture.pool)
    let input = CreateCampaign.Input(
      name: "열쇠", totalCoupons: 5, start: .after(.seconds(60)), perUserLimit: 1, idempotencyKey: "key-1")
    let first = try await create.execute(input)
    let again = try await create.execute(input)
    #expect(again.campaign == first.campaign && again.alreadyCreated && !first.alreadyCreated)
    var other = input
    other.totalCoupons = 6
    #expect(await failure { () throws(UseCaseError) in try await create.execute(other) } == .idempotencyKeyReused)
    #expect(try fixture.database.value("SELECT count(*) FROM campaigns") == "1")
  }

  @Test func manyCreationsWithOneKeyAtOnceMakeOneCampaign() async throws {
    let fixture = try InfraFixture(connections: 8)
    let create = CreateCampaign(database: fixture.pool)
    let ids = try await withThrowingTaskGroup(of: CampaignID.self) { group in
      for _ in 0..<40 {
        group.addTask {
          try await create.execute(.init(name: "한 번", totalCoupons: 5, idempotencyKey: "once")).campaign.id
        }
      }
      return try await group.reduce(into: Set<CampaignID>()) { $0.insert($1) }
    }
    #expect(ids.count == 1)
  }

  @Test func transitionsAreRecordedOnceWithWhoAskedForThem() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    let pause = ChangeCampaignState(.pause, database: fixture.pool)
    #expect(try await pause.execute(.init(campaignID: campaign.id, actor: "kim")).campaign.state == .paused)
    #expect(try await pause.execute(.init(campaignID: campaign.id, actor: "lee")).campaign.state == .paused)
    let resume = ChangeCampaignState(.resume, database: fixture.pool)
    #expect(try await resume.execute(.init(campaignID: campaign.id, actor: "kim")).campaign.state == .open)
    let close = ChangeCampaignState(.close, database: fixture.pool)
    #expect(try await close.execute(.init(campaignID: campaign.id, actor: "kim")).campaign.state == .closed)
    #expect(
      await failure { () throws(UseCaseError) in
        try await resume.execute(.init(campaignID: campaign.id, actor: "kim"))
      } == .campaignClosed)
    let rows = try fixture.database.query(
      "SELECT from_state, to_state, actor FROM campaign_transitions ORDER BY id")
    #expect(
      rows == [
        ["SCHEDULED", "OPEN", "create"], ["OPEN", "PAUSED", "kim"], ["PAUSED", "OPEN", "kim"],
        ["OPEN", "CLOSED", "kim"],
      ])
  }

  @Test func startAndEndFaultsLeaveNothingBehind() async throws {
    let fixture = try InfraFixture()
    let create = CreateCampaign(database: fixture.pool)
    let past = Timestamp(microsecondsSinceEpoch: 1_700_000_000_000_000)
    for input in [
      CreateCampaign.Input(name: "n", totalCoupons: 1, start: .at(past)),
      CreateCampaign.Input(name: "n", totalCoupons: 1, start: .after(.seconds(60)), end: .after(.seconds(60))),
      CreateCampaign.Input(name: "n", totalCoupons: 0),
      CreateCampaign.Input(name: "n", totalCoupons: 10_000_001),
      CreateCampaign.Input(name: "", totalCoupons: 1),
      CreateCampaign.Input(name: String(repeating: "가", count: 201), totalCoupons: 1),
      CreateCampaign.Input(name: "n", totalCoupons: 1, perUserLimit: -1),
      CreateCampaign.Input(name: "n", totalCoupons: 1, start: .after(.seconds(400_000_000_000))),
    ] {
      let error = await failure { () throws(UseCaseError) in try await create.execute(input) }
      guard case .invalidField = error else {
        Issue.record("\(input) gave \(String(describing: error))")
        continue
      }
    }
    #expect(try fixture.database.value("SELECT count(*) FROM campaigns") == "0")
  }
}
