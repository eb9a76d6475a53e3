import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// An audit reads all of a campaign, of one snapshot, and trusts no constraint.
@Suite struct CampaignAuditTests {
  private final class Visitor {
    var campaign: Campaign?
    var coupons: [Coupon] = []
    var codes: [String] = []
    var pages = 0
    var afterFirstPage: () -> Void = {}

    func visit(_ page: [Coupon]) {
      coupons += page
      pages += 1
      if pages == 1 { afterFirstPage() }
    }
  }

  private func issued(_ count: Int, perUser: Int32 = 1) async throws -> (InfraFixture, CampaignID) {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 100, perUser: perUser).id
    for number in 0..<count { _ = try await fixture.issue(id, user: "u\(number)") }
    return (fixture, id)
  }

  private func audit(
    _ fixture: InfraFixture, _ id: CampaignID, _ visitor: Visitor
  ) throws -> PostgresCampaignAuditor.Facts? {
    try PostgresCampaignAuditor(fixture.postgres, pageSize: 3).read(
      id, onCampaign: { visitor.campaign = $0 }, onCoupons: { visitor.visit($0) },
      onSortedCodes: { visitor.codes += $0.map(\.text) })
  }

  @Test func everyCouponComesOnceBySequenceAndEveryCodeSorted() async throws {
    let (fixture, id) = try await issued(10)
    // Coupons of another campaign are not in the audit.
    let other = try await fixture.create(coupons: 5).id
    _ = try await fixture.issue(other, user: "u0")
    let visitor = Visitor()
    let facts = try #require(try audit(fixture, id, visitor))
    #expect(visitor.campaign?.id == id)
    #expect(visitor.coupons.map(\.sequence) == Array(1...10))
    #expect(visitor.coupons.map { $0.userID?.text } == (0..<10).map { "u\($0)" })
    let bySequence = visitor.coupons.map(\.code.text)
    #expect(visitor.codes == bySequence.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(facts.campaign == visitor.campaign)
    #expect(facts.openings == 1 && facts.openingTime == facts.campaign.openedTime)
    #expect(facts.sharedCodes == 0)
    #expect((facts.users, facts.mostCouponsOfAUser, facts.usersBeyondLimit) == (10, 1, 0))
    #expect(facts.serverVersion.first?.isNumber == true && facts.libraryVersion.contains("."))
  }

  @Test func couponsWhoseStockCameBackAreCountedApartAndForNobodysLimit() async throws {
    let (fixture, id) = try await issued(5)
    #expect(try #require(try audit(fixture, id, Visitor())).returnedCoupons == 0)
    for (user, returning) in [("u0", true), ("u1", false)] {
      let coupon = try #require(try await fixture.get(id).coupons.first { $0.userID?.text == user })
      _ = try await RevokeCoupon(database: fixture.pool).execute(
        .init(campaignID: id, code: coupon.code.text, returnsStock: returning))
    }
    _ = try await fixture.issue(id, user: "u0")
    let visitor = Visitor()
    let facts = try #require(try audit(fixture, id, visitor))
    #expect(facts.coupons == 6 && facts.returnedCoupons == 1 && facts.campaign.issuedCoupons == 5)
    #expect((facts.users, facts.mostCouponsOfAUser, facts.usersBeyondLimit) == (5, 1, 0))
    #expect(visitor.coupons.map(\.state.isIssued) == [false, false, true, true, true, true])
  }

  @Test(arguments: [0, 3, 4]) func anyNumberOfCouponsIsReadWhole(count: Int) async throws {
    let (fixture, id) = try await issued(count)
    let visitor = Visitor()
    _ = try #require(try audit(fixture, id, visitor))
    #expect(visitor.coupons.count == count && visitor.codes.count == count)
  }

  @Test func aCampaignThatIsNotThereIsNothing() async throws {
    let (fixture, _) = try await issued(0)
    let visitor = Visitor()
    #expect(try audit(fixture, CampaignID(rawValue: 4_711), visitor) == nil)
    #expect(visitor.campaign == nil && visitor.pages == 0)
  }

  @Test func whatIsIssuedMeanwhileIsNotSeen() async throws {
    let (fixture, id) = try await issued(7)
    let visitor = Visitor()
    visitor.afterFirstPage = { _ = try? fixture.database.query("DELETE FROM coupons") }
    _ = try audit(fixture, id, visitor)
    #expect(visitor.coupons.count == 7 && visitor.codes.count == 7)
    #expect(try fixture.database.value("SELECT count(*) FROM coupons") == "0")
  }

  @Test func whatTheSchemaForbidsIsSeenAllTheSame() async throws {
    let (fixture, id) = try await issued(5)
    let other = try await fixture.create(coupons: 5).id
    _ = try await fixture.issue(other, user: "u0")
    try fixture.database.query(
      """
      ALTER TABLE coupons DROP CONSTRAINT coupons_code;
      DROP INDEX coupons_campaign_user_slot, campaign_transitions_one_opening;
      UPDATE coupons SET code = (SELECT code FROM coupons WHERE campaign_id = \(other))
      WHERE campaign_id = \(id) AND sequence = 2;
      UPDATE coupons SET user_id = 'u0' WHERE campaign_id = \(id) AND sequence = 3;
      INSERT INTO campaign_transitions (campaign_id, from_state, to_state, transition_time, actor)
      VALUES (\(id), 'SCHEDULED', 'OPEN', now(), 'somebody')
      """)
    let facts = try #require(try audit(fixture, id, Visitor()))
    #expect(facts.sharedCodes == 1)
    #expect((facts.users, facts.mostCouponsOfAUser, facts.usersBeyondLimit) == (4, 2, 1))
    #expect(facts.openings == 2)
  }

  /// The third row ends a page of three, and the one with its sequence must not fall between two pages.
  @Test func rowsThatShareASequenceAtAPagesEdgeAreAllRead() async throws {
    let (fixture, id) = try await issued(7)
    try fixture.database.query(
      """
      ALTER TABLE coupons DROP CONSTRAINT coupons_campaign_sequence;
      UPDATE coupons SET sequence = 3 WHERE sequence IN (4, 5)
      """)
    let visitor = Visitor()
    let facts = try #require(try audit(fixture, id, visitor))
    #expect(visitor.coupons.map(\.sequence) == [1, 2, 3, 3, 3, 6, 7])
    #expect(facts.coupons == 7)
  }

  @Test func aRowWithoutASequenceIsCounted() async throws {
    let (fixture, id) = try await issued(4)
    try fixture.database.query(
      """
      ALTER TABLE coupons DROP CONSTRAINT coupons_campaign_sequence;
      ALTER TABLE coupons ALTER COLUMN sequence DROP NOT NULL;
      UPDATE coupons SET sequence = NULL WHERE sequence = 4
      """)
    let visitor = Visitor()
    let facts = try #require(try audit(fixture, id, visitor))
    #expect(visitor.coupons.map(\.sequence) == [1, 2, 3] && visitor.codes.count == 4)
    #expect(facts.coupons == 4)
  }

  @Test func aDatabaseThatIsAwayIsSaidSo() throws {
    let configuration = PostgresConfiguration(
      url: try DatabaseURL("postgresql://nobody:secret@127.0.0.1:1/none"), applicationName: "test")
    let failure = #expect(throws: PostgresError.self) {
      try PostgresCampaignAuditor(configuration).read(
        CampaignID(rawValue: 1), onCampaign: { _ in }, onCoupons: { _ in }, onSortedCodes: { _ in })
    }
    #expect(failure?.description.contains("cannot connect") == true)
    #expect(failure?.description.contains("secret") == false)
  }
}
