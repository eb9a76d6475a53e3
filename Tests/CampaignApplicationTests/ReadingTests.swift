import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

/// GetCampaign and ListCampaigns.
@Suite struct ReadingTests {
  /// A campaign of which `count` coupons were issued.
  private static func session(issuing count: Int) -> ScriptedSession {
    let stage = IssueStage()
    for call in 0..<count { stage.enter(call) }
    stage.database.serveAll()
    return stage.session
  }

  private static func get(
    _ session: ScriptedSession, _ id: CampaignID = .sample, size: Int32 = 0, token: String = "", omit: Bool = false
  ) async throws(UseCaseError) -> GetCampaign.Output {
    try await GetCampaign(database: ScriptedDatabase(session, servesAtOnce: true)).execute(
      .init(campaignID: id, pageSize: size, pageToken: token, omitCoupons: omit))
  }

  private static func list(
    _ session: ScriptedSession, size: Int32 = 0, token: String = ""
  ) async throws(UseCaseError) -> ListCampaigns.Output {
    try await ListCampaigns(database: ScriptedDatabase(session, servesAtOnce: true)).execute(
      .init(pageSize: size, pageToken: token))
  }

  @Test(arguments: [0, 1, 3, 4, 9, 10, 11]) func thePagesOfACampaignHaveEachCouponOnce(_ count: Int) async throws {
    let session = Self.session(issuing: count)
    var sequences: [Int64] = []
    var token = ""
    var pages = 0
    repeat {
      let page = try await Self.get(session, size: 3, token: token)
      #expect(page.coupons.count <= 3)
      #expect(page.campaign.issuedCoupons == Int64(count))
      sequences += page.coupons.map(\.sequence)
      token = page.nextPageToken
      pages += 1
    } while !token.isEmpty
    #expect(sequences == (0..<count).map { Int64($0 + 1) })
    #expect(pages == max(1, (count + 2) / 3), "no page is empty but the only one")
  }

  @Test func withoutCouponsThereIsOnlyTheCampaign() async throws {
    let page = try await Self.get(Self.session(issuing: 5), size: 2, omit: true)
    #expect(page.coupons.isEmpty)
    #expect(page.nextPageToken.isEmpty)
    #expect(page.campaign.issuedCoupons == 5)
  }

  @Test func readingChangesNothing() async throws {
    let session = ScriptedSession([.sample(.scheduled)])
    #expect(try await Self.get(session).campaign.state == .scheduled, "though it is due")
    #expect(session.steps == [.page])
  }

  @Test func aCampaignThatIsNotThereIsNotFound() async {
    await #expect(throws: UseCaseError.campaignNotFound(CampaignID(rawValue: -5))) {
      try await Self.get(ScriptedSession(), CampaignID(rawValue: -5))
    }
  }

  /// The fields that the error finds fault with.
  private static func faultyFields(_ error: UseCaseError?) -> [String]? {
    guard case .invalidField(let faults) = error else { return nil }
    return faults.map(\.field)
  }

  @Test func garbageAndAnotherListingsTokenAreRefusedWithoutTheDatabase() async throws {
    let session = Self.session(issuing: 5)
    let token = try await Self.get(session, size: 2).nextPageToken
    let stepsBefore = session.steps
    for wrong in [token + "x", "garbage"] {
      let error = await #expect(throws: UseCaseError.self) { try await Self.get(session, token: wrong) }
      #expect(Self.faultyFields(error) == ["page_token"])
    }
    let ofAnother = await #expect(throws: UseCaseError.self) {
      try await Self.get(session, CampaignID(rawValue: 8), token: token)
    }
    #expect(Self.faultyFields(ofAnother) == ["page_token"])
    let ofTheListing = await #expect(throws: UseCaseError.self) { try await Self.list(session, token: token) }
    #expect(Self.faultyFields(ofTheListing) == ["page_token"])
    #expect(session.steps == stepsBefore)
  }

  @Test func aNegativePageSizeIsRefused() async {
    let session = ScriptedSession()
    await #expect(throws: UseCaseError.self) { try await Self.get(session, size: -1) }
    await #expect(throws: UseCaseError.self) { try await Self.list(session, size: -1) }
    #expect(session.steps == [])
  }

  @Test(arguments: [0, 1, 4, 5, 6]) func thePagesOfTheListingHaveEachCampaignOnceNewestFirst(_ count: Int) async throws
  {
    let session = ScriptedSession((0..<count).map { .sample(id: CampaignID(rawValue: Int64($0 + 1))) })
    var ids: [Int64] = []
    var token = ""
    repeat {
      let page = try await Self.list(session, size: 2, token: token)
      ids += page.campaigns.map(\.id.rawValue)
      token = page.nextPageToken
    } while !token.isEmpty
    #expect(ids == (0..<count).map { Int64(count - $0) })
  }

  @Test func aPageHasAHundredCampaignsUnlessToldAndAtMostAThousand() async throws {
    let session = ScriptedSession((1...1_100).map { .sample(id: CampaignID(rawValue: $0)) })
    #expect(try await Self.list(session).campaigns.count == 100)
    #expect(try await Self.list(session, size: .max).campaigns.count == 1_000)
  }

  @Test(arguments: [1, 2, 3, 5]) func aListingGoesOnWithoutFaultyCampaignsAndSaysWhich(size: Int32) async throws {
    let session = ScriptedSession((1...6).map { .sample(id: CampaignID(rawValue: $0)) })
    session.script { script in for id in [1, 4, 5] as [Int64] { script.faults[.init(rawValue: id)] = "fault \(id)" } }
    let notices = Mutex<[OperatorNotice]>([])
    let list = ListCampaigns(
      database: ScriptedDatabase(session, servesAtOnce: true),
      report: { notice in notices.withLock { $0.append(notice) } })
    var (ids, token, pages) = ([Int64](), "", 0)
    repeat {
      let page = try await list.execute(.init(pageSize: size, pageToken: token))
      ids += page.campaigns.map(\.id.rawValue)
      token = page.nextPageToken
      pages += 1
    } while !token.isEmpty
    #expect(ids == [6, 3, 2])
    #expect(pages == (6 + Int(size) - 1) / Int(size))
    #expect(
      notices.withLock { $0 }
        == [5, 4, 1].map { .campaignLeftOut(CampaignID(rawValue: $0), fault: "fault \($0)") })
  }

  @Test func aFailureOfTheDatabaseIsMapped() async {
    let session = ScriptedSession()
    session.script {
      $0.failures[.page] = [.unavailable(retryAfter: .seconds(1))]
      $0.failures[.campaigns] = [.fault("injected")]
    }
    await #expect(throws: UseCaseError.databaseUnavailable(retryAfter: .seconds(1))) { try await Self.get(session) }
    await #expect(throws: UseCaseError.internalFault("injected")) { try await Self.list(session) }
  }
}
