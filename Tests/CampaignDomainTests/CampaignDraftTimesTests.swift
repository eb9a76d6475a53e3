import Testing

@testable import CampaignDomain

/// The start and end of a draft, resolved at the database's time.
@Suite struct CampaignDraftTimesTests {
  private static let now = Timestamp.start

  private static func resolve(_ start: Moment, _ end: Moment? = nil) throws(InvalidFields) -> NewCampaign {
    try CampaignDraft(
      name: "n", totalCoupons: 1, start: start, end: end, perUserLimit: 0, idempotencyKey: ""
    ).resolved(at: now)
  }

  private static func fieldAtFault(_ start: Moment, _ end: Moment? = nil) -> [String] {
    do throws(InvalidFields) {
      _ = try resolve(start, end)
      return []
    } catch {
      return error.faults.map(\.field)
    }
  }

  @Test func noStartMeansNowAndNoEndMeansNever() throws {
    let new = try Self.resolve(.now)
    #expect(new.startTime == Self.now)
    #expect(new.endTime == nil)
    #expect(new.createTime == Self.now)
  }

  @Test func spansCountFromTheDatabasesNow() throws {
    let new = try Self.resolve(.after(.seconds(10)), .after(.seconds(60)))
    #expect(new.startTime == Self.now.moved(by: 10_000_000))
    #expect(new.endTime == Self.now.moved(by: 60_000_000))
  }

  @Test func aStartUpTo60SecondsPastIsTakenAsItIs() throws {
    let past = Self.now.moved(by: -60_000_000)
    #expect(try Self.resolve(.at(past)).startTime == past)
    #expect(Self.fieldAtFault(.at(past.moved(by: -1))) == ["start_time"])
    #expect(try Self.resolve(.at(Self.now.moved(by: 1))).startTime == Self.now.moved(by: 1))
  }

  @Test func theEndLiesAfterTheStart() throws {
    #expect(Self.fieldAtFault(.at(Self.now), .at(Self.now)) == ["end_time"])
    #expect(Self.fieldAtFault(.at(.end), .at(.end.moved(by: -1))) == ["end_time"])
    #expect(try Self.resolve(.at(Self.now), .at(Self.now.moved(by: 1))).endTime == Self.now.moved(by: 1))
    #expect(Self.fieldAtFault(.after(.seconds(10)), .after(.seconds(10))) == ["end_in"])
    #expect(Self.fieldAtFault(.after(.seconds(10)), .after(.seconds(9))) == ["end_in"])
    #expect(Self.fieldAtFault(.now, .at(Self.now)) == ["end_time"])
    #expect(Self.fieldAtFault(.now, .now) == ["end_in"])
  }

  @Test func anEndThatRoundsToTheStartIsRefused() {
    #expect(Self.fieldAtFault(.now, .after(.nanoseconds(1))) == ["end_in"])
  }

  @Test func timesOutsideTheYearsAreRefused() {
    #expect(Self.fieldAtFault(.at(Timestamp.latest.moved(by: 1))) == ["start_time"])
    #expect(Self.fieldAtFault(.at(Timestamp(microsecondsSinceEpoch: .min))) == ["start_time"])
    #expect(Self.fieldAtFault(.now, .at(Timestamp(microsecondsSinceEpoch: .max))) == ["end_time"])
    #expect(Self.fieldAtFault(.after(.seconds(Int64.max))) == ["start_in"])
    #expect(Self.fieldAtFault(.now, .after(.seconds(Int64.max))) == ["end_in"])
  }

  @Test func aCampaignWhoseStartHasComeBeginsOpen() throws {
    let change = try Self.resolve(.at(Self.now.moved(by: -5))).created(id: CampaignID(rawValue: 3), by: "create")
    #expect(change.campaign.state == .open)
    #expect(change.campaign.openedTime == Self.now)
    #expect(
      change.transitions == [
        CampaignTransition(
          from: .scheduled, to: .open, time: Self.now, actor: "create", lateness: .microseconds(5))
      ])
  }

  @Test func aCampaignWhoseStartIsToComeBeginsScheduledWithAllItsCoupons() throws {
    let change = try Self.resolve(.after(.microseconds(1))).created(id: CampaignID(rawValue: 3), by: "create")
    #expect(change.transitions.isEmpty)
    #expect(change.campaign.id == CampaignID(rawValue: 3))
    #expect(change.campaign.state == .scheduled)
    #expect(change.campaign.openedTime == nil)
    #expect(change.campaign.remainingCoupons == change.campaign.totalCoupons)
    #expect(change.campaign.lastSequence == 0)
    #expect(change.campaign.createTime == Self.now)
  }

  @Test func aCampaignThatIsOverAlreadyIsNotOpened() throws {
    let new = try Self.resolve(.at(Self.now.moved(by: -30)), .at(Self.now.moved(by: -10)))
    #expect(new.created(id: CampaignID(rawValue: 3), by: "create").transitions.isEmpty)
  }
}
