import CampaignApplication
import CampaignDomain
import Testing

/// The promises of every store about campaigns, asserted through use cases alone.
@Suite struct CampaignConformanceTests {
  @Test(arguments: Store.all) func aCampaignComesBackAsItWasCreatedToTheMicrosecond(_ store: Store) async throws {
    try await store.with { store in
      let start = Timestamp(microsecondsSinceEpoch: 4_102_444_800_123_457)
      let end = Timestamp(microsecondsSinceEpoch: 4_102_444_800_123_458)
      let created = try await store.create(
        coupons: 10_000_000, start: .at(start), end: .at(end), perUser: 3, name: "가을 🍁 'quotes' \\ %")
      let read = try await store.get(created.id)
      #expect(read.campaign == created)
      #expect(read.campaign.startTime == start && read.campaign.endTime == end)
      #expect(read.campaign.state == .scheduled && read.campaign.openedTime == nil)
      #expect(read.coupons.isEmpty && read.nextPageToken.isEmpty)
    }
  }

  @Test(arguments: Store.all) func aCampaignWhoseStartHasComeIsOpenFromItsCreation(_ store: Store) async throws {
    try await store.with { store in
      let campaign = try await store.create()
      #expect(campaign.state == .open && campaign.openedTime == campaign.createTime)
    }
  }

  @Test(arguments: Store.all) func issuedCouponsAreListedInSequenceOverAllPages(_ store: Store) async throws {
    try await store.with { store in
      let campaign = try await store.create(coupons: 25)
      var issued: [Coupon] = []
      for number in 1...23 { issued.append(try await store.issue(campaign.id, user: "user-\(number)").coupon) }
      var listed: [Coupon] = []
      var token = ""
      var pages = 0
      repeat {
        let page = try await store.getCampaign.execute(
          .init(campaignID: campaign.id, pageSize: 10, pageToken: token))
        #expect(page.campaign.issuedCoupons == 23)
        listed += page.coupons
        token = page.nextPageToken
        pages += 1
      } while !token.isEmpty
      #expect(listed == issued && pages == 3)
      #expect(listed.map(\.sequence) == Array(1...23))
    }
  }

  @Test(arguments: Store.all) func aFullLastPageHasNoTokenForAnother(_ store: Store) async throws {
    try await store.with { store in
      let campaign = try await store.create(coupons: 2)
      for user in ["a", "b"] { _ = try await store.issue(campaign.id, user: user) }
      let page = try await store.getCampaign.execute(.init(campaignID: campaign.id, pageSize: 2))
      #expect(page.coupons.count == 2 && page.nextPageToken.isEmpty)
    }
  }

  @Test(arguments: Store.all) func omittedCouponsLeaveTheCampaign(_ store: Store) async throws {
    try await store.with { store in
      let campaign = try await store.create()
      _ = try await store.issue(campaign.id, user: "a")
      let read = try await store.getCampaign.execute(.init(campaignID: campaign.id, omitCoupons: true))
      #expect(read.coupons.isEmpty && read.campaign.issuedCoupons == 1 && read.nextPageToken.isEmpty)
    }
  }

  @Test(arguments: Store.all) func campaignsAreListedNewestFirst(_ store: Store) async throws {
    try await store.with { store in
      var created: [CampaignID] = []
      for number in 1...5 { created.append(try await store.create(name: "n\(number)").id) }
      let first = try await store.listCampaigns.execute(.init(pageSize: 3))
      let second = try await store.listCampaigns.execute(.init(pageSize: 3, pageToken: first.nextPageToken))
      #expect((first.campaigns + second.campaigns).map(\.id) == created.reversed())
      #expect(second.nextPageToken.isEmpty)
    }
  }

  @Test(arguments: Store.all) func aMissingCampaignIsNotFoundByAnyUseCase(_ store: Store) async throws {
    try await store.with { store in
      let id = CampaignID(rawValue: 404)
      let found: [UseCaseError?] = [
        await failure { () throws(UseCaseError) in try await store.issue(id, user: "u") },
        await failure { () throws(UseCaseError) in try await store.getCampaign.execute(.init(campaignID: id)) },
        await failure { () throws(UseCaseError) in
          try await store.pauseCampaign.execute(.init(campaignID: id, actor: "t"))
        },
      ]
      #expect(found == Array(repeating: .campaignNotFound(id), count: 3))
    }
  }

  @Test(arguments: Store.all) func aKeyGivesTheSameCampaignAndRefusesOtherFields(_ store: Store) async throws {
    try await store.with { store in
      let input = CreateCampaign.Input(
        name: "열쇠", totalCoupons: 5, start: .after(.seconds(60)), perUserLimit: 1, idempotencyKey: "key-1")
      let first = try await store.createCampaign.execute(input)
      let again = try await store.createCampaign.execute(input)
      #expect(again.campaign == first.campaign && again.alreadyCreated && !first.alreadyCreated)
      var other = input
      other.totalCoupons = 6
      #expect(
        await failure { () throws(UseCaseError) in try await store.createCampaign.execute(other) }
          == .idempotencyKeyReused)
      #expect(try await store.listCampaigns.execute(.init()).campaigns == [first.campaign])
    }
  }

  @Test(arguments: Store.all) func manyCreationsWithOneKeyAtOnceMakeOneCampaign(_ store: Store) async throws {
    try await store.with { store in
      let create = store.createCampaign
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
  }

  @Test(arguments: Store.all) func aTransitionThatIsRepeatedChangesNothing(_ store: Store) async throws {
    try await store.with { store in
      let id = try await store.create().id
      let (pause, resume, close) = (store.pauseCampaign, store.resumeCampaign, store.closeCampaign)
      let paused = try await pause.execute(.init(campaignID: id, actor: "kim"))
      #expect(paused.state == .paused)
      #expect(try await pause.execute(.init(campaignID: id, actor: "lee")) == paused)
      #expect(try await resume.execute(.init(campaignID: id, actor: "kim")).state == .open)
      let closed = try await close.execute(.init(campaignID: id, actor: "kim"))
      #expect(closed.state == .closed)
      #expect(try await close.execute(.init(campaignID: id, actor: "kim")) == closed)
      #expect(
        await failure { () throws(UseCaseError) in try await resume.execute(.init(campaignID: id, actor: "kim")) }
          == .campaignClosed)
    }
  }

  @Test(arguments: Store.all) func faultsOfFieldsLeaveNothingBehind(_ store: Store) async throws {
    let past = Timestamp(microsecondsSinceEpoch: 1_700_000_000_000_000)
    try await store.with { store in
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
        let error = await failure { () throws(UseCaseError) in try await store.createCampaign.execute(input) }
        guard case .invalidField = error else {
          Issue.record("\(input) gave \(String(describing: error))")
          continue
        }
      }
      let listed = try await store.listCampaigns.execute(.init()).campaigns
      #expect(listed.isEmpty)
    }
  }
}
