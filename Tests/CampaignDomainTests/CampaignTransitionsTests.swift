import Testing

@testable import CampaignDomain

/// docs/contract.md, section 2, "States" and "Clock".
@Suite struct CampaignTransitionsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let state: CampaignState
    let action: CampaignAction
    /// The outcomes at each of `SampleMoment.allCases`.
    let outcomes: [CampaignActionOutcome]

    var testDescription: String { "\(action) of \(state.rawValue)" }
  }

  private static let early = CampaignActionOutcome.refused(
    .notStarted(startTime: .start, timeLeft: .microseconds(1)))
  private static let over = CampaignActionOutcome.refused(.closed)

  /// The outcomes before the start, at it, a microsecond before the end, at it, and after it.
  private static let table: [Row] = [
    Row(
      state: .scheduled, action: .open,
      outcomes: [.nothing, .steps([.open]), .steps([.open]), .nothing, .nothing]),
    Row(
      state: .scheduled, action: .pause,
      outcomes: [early, .steps([.open, .paused]), .steps([.open, .paused]), over, over]),
    Row(
      state: .scheduled, action: .resume,
      outcomes: [early, .steps([.open]), .steps([.open]), over, over]),
    Row(
      state: .scheduled, action: .close,
      outcomes: [
        .steps([.closed]), .steps([.open, .closed]), .steps([.open, .closed]), .steps([.closed]), .steps([.closed]),
      ]),
    Row(
      state: .scheduled, action: .end,
      outcomes: [.nothing, .nothing, .nothing, .steps([.closed]), .steps([.closed])]),

    Row(state: .open, action: .open, outcomes: [.nothing, .nothing, .nothing, .nothing, .nothing]),
    Row(
      state: .open, action: .pause,
      outcomes: [.steps([.paused]), .steps([.paused]), .steps([.paused]), over, over]),
    Row(state: .open, action: .resume, outcomes: Array(repeating: .nothing, count: 5)),
    Row(
      state: .open, action: .close,
      outcomes: Array(repeating: .steps([.closed]), count: 5)),
    Row(
      state: .open, action: .end,
      outcomes: [.nothing, .nothing, .nothing, .steps([.closed]), .steps([.closed])]),

    Row(state: .paused, action: .open, outcomes: [.nothing, .nothing, .nothing, .nothing, .nothing]),
    Row(state: .paused, action: .pause, outcomes: Array(repeating: .nothing, count: 5)),
    Row(
      state: .paused, action: .resume,
      outcomes: [.steps([.open]), .steps([.open]), .steps([.open]), over, over]),
    Row(
      state: .paused, action: .close,
      outcomes: Array(repeating: .steps([.closed]), count: 5)),
    Row(
      state: .paused, action: .end,
      outcomes: [.nothing, .nothing, .nothing, .steps([.closed]), .steps([.closed])]),

    Row(state: .closed, action: .open, outcomes: Array(repeating: .nothing, count: 5)),
    Row(state: .closed, action: .pause, outcomes: Array(repeating: over, count: 5)),
    Row(state: .closed, action: .resume, outcomes: Array(repeating: over, count: 5)),
    Row(state: .closed, action: .close, outcomes: Array(repeating: .nothing, count: 5)),
    Row(state: .closed, action: .end, outcomes: Array(repeating: .nothing, count: 5)),
  ]

  @Test func theTableNamesEveryStateAndAction() {
    #expect(
      Set(Self.table.map(\.testDescription)).count == CampaignState.allCases.count * CampaignAction.allCases.count)
  }

  @Test(arguments: table) func eachActionDoesAtEachMomentWhatTheContractSays(_ row: Row) {
    for (moment, expected) in zip(SampleMoment.allCases, row.outcomes) {
      #expect(row.action.outcome(.sample(row.state), at: moment.time) == expected, "\(moment)")
    }
  }

  @Test(arguments: CampaignState.allCases) func aCampaignWithoutAnEndNeverEnds(_ state: CampaignState) {
    let campaign = Campaign.sample(state, endTime: nil)
    #expect(CampaignAction.end.outcome(campaign, at: .latest) == .nothing)
    #expect(campaign.isOver(at: .latest) == (state == .closed))
  }

  @Test(arguments: CampaignState.allCases, CampaignAction.allCases)
  func repeatingAnActionSucceedsAndChangesNothing(_ state: CampaignState, _ action: CampaignAction) throws {
    for moment in SampleMoment.allCases {
      guard case .steps = action.outcome(.sample(state), at: moment.time) else { continue }
      let changed = try #require(try action.change(.sample(state), at: moment.time)).campaign
      #expect(action.outcome(changed, at: moment.time) == .nothing, "\(moment)")
    }
  }

  @Test func closingTwiceSucceedsAlsoAfterTheEnd() throws {
    let closed = try #require(Campaign.sample(.paused).closed(at: .end, by: "admin")).campaign
    #expect(closed.closed(at: .end.moved(by: 5), by: "admin") == nil)
  }

  @Test func whoeverComesFirstOpensADueCampaignAndItsLatenessIsRecorded() throws {
    let now = Timestamp.start.moved(by: 1_500)
    let change = try #require(Campaign.sample(.scheduled).opened(at: now, by: "scheduler"))
    #expect(
      change.transitions == [
        CampaignTransition(
          from: .scheduled, to: .open, time: now, actor: "scheduler", lateness: .microseconds(1_500))
      ])
    #expect(change.campaign.state == .open)
    #expect(change.campaign.openedTime == now)
    #expect(change.coupons.isEmpty)
    #expect(change.campaign.opened(at: now.moved(by: 1), by: "scheduler") == nil)
  }

  @Test func anAdminsActionOnADueCampaignOpensItFirstUnderTheirName() throws {
    let now = Timestamp.start.moved(by: 3)
    let change = try #require(try Campaign.sample(.scheduled).paused(at: now, by: "admin"))
    #expect(
      change.transitions == [
        CampaignTransition(from: .scheduled, to: .open, time: now, actor: "admin", lateness: .microseconds(3)),
        CampaignTransition(from: .open, to: .paused, time: now, actor: "admin", lateness: nil),
      ])
    #expect(change.campaign.openedTime == now)
  }

  @Test func aCloseAtTheEndRecordsHowLateItWasAndACloseByHandDoesNot() throws {
    let now = Timestamp.end.moved(by: 250)
    let ended = try #require(Campaign.sample(.open).ended(at: now, by: "scheduler"))
    #expect(
      ended.transitions == [
        CampaignTransition(from: .open, to: .closed, time: now, actor: "scheduler", lateness: .microseconds(250))
      ])
    let closed = try #require(Campaign.sample(.open).closed(at: now, by: "admin"))
    #expect(closed.transitions.map(\.lateness) == [nil])
  }

  @Test func openedTimeIsThatOfTheOneOpeningAndOutlivesPauseAndClose() throws {
    var campaign = Campaign.sample(.scheduled)
    campaign = try #require(campaign.opened(at: .start.moved(by: 1), by: "a")).campaign
    campaign = try #require(try campaign.paused(at: .start.moved(by: 2), by: "b")).campaign
    campaign = try #require(try campaign.resumed(at: .start.moved(by: 3), by: "c")).campaign
    campaign = try #require(campaign.closed(at: .start.moved(by: 4), by: "d")).campaign
    #expect(campaign.openedTime == .start.moved(by: 1))
  }

  @Test func aCampaignThatWasNeverOpenedHasNoOpenedTime() throws {
    #expect(
      try #require(Campaign.sample(.scheduled).closed(at: .start.moved(by: -1), by: "a")).campaign.openedTime == nil)
    #expect(try #require(Campaign.sample(.scheduled).ended(at: .end, by: "a")).campaign.openedTime == nil)
  }

  @Test func soldOutIsNoStateAndIssuedIsWhatIsMissingFromTheStock() {
    let campaign = Campaign.sample(.open, total: 10, remaining: 0)
    #expect(campaign.state == .open)
    #expect(campaign.issuedCoupons == 10)
    #expect(CampaignAction.pause.outcome(campaign, at: .start) == .steps([.paused]))
  }
}
