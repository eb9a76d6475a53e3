import SeededRandomness
import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

@Suite struct IssueStateMachineTests {
  private let now = ContinuousClock.now
  private let ids = (1...3).map { CampaignID(rawValue: $0) }

  private func call() -> PendingIssue {
    PendingIssue(request: IssueRequest(user: nil, key: nil), call: Call(), completion: { _ in })
  }

  /// Knows three campaigns, whose lanes may share if `sharing`.
  private func machine(_ configuration: IssueEngine.Configuration = .init(), sharing: Bool = false)
    -> IssueEngine.StateMachine
  {
    var machine = IssueEngine.StateMachine(configuration, at: now)
    for id in ids {
      machine.learn(existing: id)
      guard sharing else { continue }
      _ = enter(id, &machine)
      _ = serve(id, &machine)
    }
    return machine
  }

  private func enter(_ id: CampaignID, _ machine: inout IssueEngine.StateMachine) -> IssueEngine.StateMachine.Entry {
    var dropped: [PendingIssue] = []
    return machine.enter(call(), for: id, at: now, dropped: &dropped)
  }

  /// A connection comes, and one group is decided on it.
  private func serve(
    _ id: CampaignID, _ machine: inout IssueEngine.StateMachine, holds: Bool = false
  ) -> IssueEngine.StateMachine.GroupEnd? {
    var record = LaneRecord()
    guard let beginning = machine.begin(id, taking: &record, at: now) else { return nil }
    let calls = machine.beginGroup(id, record.sizing).calls
    record.holders.learn(IssueBasis(campaign: .sample(id: id), now: .start))
    return machine.endGroup(
      // A lane whose last row nobody knows shares with none.
      id, .init(callCount: calls.count, row: holds ? .unknown : .locked, heldCount: holds ? calls.count : 0), beginning,
      record: &record, codes: [], at: now)
  }

  private func beginLine(
    _ group: inout SharedIssueGroup, _ machine: inout IssueEngine.StateMachine
  ) -> (IssueEngine.StateMachine.LineBeginning, IssueEngine.Action?) {
    var record = LaneRecord()
    return machine.beginLine(taking: &group, record: &record, at: now)
  }

  @Test func theFirstCallAsksForAGroupAndTheOthersWaitForIt() {
    var machine = machine()
    let entries = [enter(ids[0], &machine), enter(ids[0], &machine), enter(ids[1], &machine)]
    #expect(entries == [.waiting(.requestGroup(ids[0])), .waiting(nil), .waiting(.requestGroup(ids[1]))])
    let end = serve(ids[0], &machine)
    #expect(end?.isLast == true && end?.actions == [])
    #expect(!machine.isIdle)
    _ = serve(ids[1], &machine)
    #expect(machine.isIdle)
  }

  @Test func lanesWithFewCallsWaitForOneConnectionAndGoTogether() {
    var machine = machine(sharing: true)
    let entries = [2, 0, 2, 1].map { enter(ids[$0], &machine) }
    #expect(entries == [.waiting(.requestSharedGroup), .waiting(nil), .waiting(nil), .waiting(nil)])
    var group = SharedIssueGroup()
    let (beginning, action) = beginLine(&group, &machine)
    #expect(beginning == .shared && action == nil)
    #expect(group.parts.map(\.campaignID) == ids, "rows are locked in ascending order")
    #expect(group.parts.map(\.calls.count) == [1, 1, 2])
    let next = [enter(ids[1], &machine), enter(ids[0], &machine)]
    #expect(next == [.waiting(nil), .waiting(nil)], "they go with the next")
    var codes = CouponCodeReserve(SplitMix64(seed: 1))
    group.decide(
      in: ScriptedSession(ids.map { .sample(id: $0) }), releasing: .whenDurable, codes: &codes, answerEarlier: {})
    let end = machine.endShared(&group, at: now)
    #expect(!end.isLast && end.actions.isEmpty, "on the same connection")
    var second = SharedIssueGroup()
    let (again, _) = beginLine(&second, &machine)
    #expect(again == .shared)
    #expect(second.parts.map(\.campaignID) == [ids[0], ids[1]])
  }

  @Test func whoIsAloneInLineHasTheConnectionAsEver() {
    var machine = machine(sharing: true)
    for _ in 0..<20 { _ = enter(ids[1], &machine) }
    var group = SharedIssueGroup()
    let (beginning, action) = beginLine(&group, &machine)
    #expect(beginning == .alone(ids[1], .init(isNew: false, isTry: false, isHasty: false)) && action == nil)
    #expect(machine.beginGroup(ids[1], GroupSizing()).calls.count == 20)
  }

  @Test func aBusyLaneGoesAloneAndTheOthersAskForAnotherConnection() {
    var machine = machine(sharing: true)
    for _ in 0..<CampaignLane.busyCount { _ = enter(ids[0], &machine) }
    for id in ids { _ = enter(id, &machine) }
    var group = SharedIssueGroup()
    let (beginning, action) = beginLine(&group, &machine)
    #expect(beginning == .alone(ids[0], .init(isNew: false, isTry: false, isHasty: false)))
    #expect(action == .requestSharedGroup)
    let (others, _) = beginLine(&group, &machine)
    #expect(others == .shared && group.parts.map(\.campaignID) == [ids[1], ids[2]])
  }

  @Test func aCampaignWhoseRowIsHeldGoesNextByItself() {
    var machine = machine(sharing: true)
    for id in ids { _ = enter(id, &machine) }
    var group = SharedIssueGroup()
    _ = beginLine(&group, &machine)
    let late = enter(ids[1], &machine)
    let session = ScriptedSession(ids.map { .sample(id: $0) })
    session.script { $0.heldRows = [ids[1]] }
    var codes = CouponCodeReserve(SplitMix64(seed: 1))
    group.decide(in: session, releasing: .whenDurable, codes: &codes, answerEarlier: {})
    let first = group.parts[1].calls
    let end = machine.endShared(&group, at: now)
    #expect(late == .waiting(nil) && end.actions == [.requestGroup(ids[1])] && end.isLast)
    var record = LaneRecord()
    let beginning = machine.begin(ids[1], taking: &record, at: now)
    #expect(beginning?.isHasty == false, "it waits for the row")
    let calls = machine.beginGroup(ids[1], record.sizing).calls
    #expect(calls.count == 2 && calls.first === first.first, "in its place")
  }

  @Test func withoutAConnectionAllInLineHearOfIt() {
    var machine = machine(sharing: true)
    for id in ids + ids { _ = enter(id, &machine) }
    let calls = machine.failLine(at: now)
    #expect(calls.count == 6 && machine.isIdle)
    let entry = enter(ids[0], &machine)
    #expect(entry == .waiting(.requestSharedGroup))
  }

  /// A group is decided, and its answers are held.
  private func hold(_ id: CampaignID, _ machine: inout IssueEngine.StateMachine) -> IssueEngine.StateMachine.GroupEnd? {
    serve(id, &machine, holds: true)
  }

  @Test func aLaneOfWhichTooManyCallsAreHeldGoesOnWhenSomeAreAnswered() {
    var machine = machine(.init(maximumGroupSize: 2))
    for _ in 0..<4 {
      for _ in 0..<2 { _ = enter(ids[0], &machine) }
      _ = hold(ids[0], &machine)
    }
    let late = [enter(ids[0], &machine), enter(ids[0], &machine)]
    #expect(late == [.waiting(nil), .waiting(nil)])
    let other = enter(ids[1], &machine)
    #expect(other == .waiting(.requestGroup(ids[1])), "the others go on")
    var lifted: [IssueEngine.Action] = []
    for _ in 0..<4 { if let action = machine.lifted(2, of: ids[0], after: .zero, at: now) { lifted.append(action) } }
    #expect(lifted == [.requestGroup(ids[0])], "once")
    _ = serve(ids[1], &machine)
    let end = serve(ids[0], &machine)
    #expect(end?.isLast == true && machine.isIdle)
  }

  @Test func fewWhoWaitBesideManyWhoAreHeldWaitForMore() {
    var machine = machine(.init())
    for _ in 0..<32 { _ = enter(ids[0], &machine) }
    _ = hold(ids[0], &machine)
    let first = (0..<15).map { _ in enter(ids[0], &machine) }
    #expect(first.allSatisfy { $0 == .waiting(nil) }, "half of those who are held may be about to come back")
    let enough = enter(ids[0], &machine)
    #expect(enough == .waiting(.requestGroup(ids[0])))
  }

  @Test func fewWhoWaitGoOnWhenThoseWhoAreHeldAreAnswered() {
    var machine = machine(.init())
    for _ in 0..<64 { _ = enter(ids[0], &machine) }
    _ = hold(ids[0], &machine)
    let late = enter(ids[0], &machine)
    let half = machine.lifted(32, of: ids[0], after: .zero, at: now)
    let rest = machine.lifted(32, of: ids[0], after: .zero, at: now)
    #expect(late == .waiting(nil) && half == nil && rest == .requestGroup(ids[0]))
  }

  @Test func whereAnswersAreHeldForLongNobodyWaitsForMore() {
    var machine = machine(.init())
    for _ in 0..<64 { _ = enter(ids[0], &machine) }
    _ = hold(ids[0], &machine)
    _ = machine.lifted(32, of: ids[0], after: .seconds(1), at: now)
    let entry = enter(ids[0], &machine)
    #expect(entry == .waiting(.requestGroup(ids[0])), "whoever is decided before the next marker is told with it")
  }

  @Test(arguments: [15, 65]) func besideFewOrAGreatManyWhoAreHeldNobodyWaitsForMore(heldCount: Int) {
    var machine = machine(.init())
    for _ in 0..<heldCount { _ = enter(ids[0], &machine) }
    _ = hold(ids[0], &machine)
    let entry = enter(ids[0], &machine)
    #expect(entry == .waiting(.requestGroup(ids[0])))
  }

  @Test func whoHasToGoAloneDoesSoAlsoWhenTooManyWereHeld() {
    var machine = machine(.init(maximumGroupSize: 2), sharing: true)
    for _ in 0..<4 {
      for _ in 0..<2 { _ = enter(ids[0], &machine) }
      var group = SharedIssueGroup()
      _ = beginLine(&group, &machine)
      endAlone(ids[0], &machine)
    }
    guard let lane = machine.lanes.place(of: ids[0]) else { return }
    #expect(machine.mustRest(lane) && machine.lanes[lane].canShare)
    _ = enter(ids[0], &machine)
    _ = machine.request(lane, ids[0], alone: true, at: now)
    let action = machine.lifted(8, of: ids[0], after: .zero, at: now)
    #expect(action == .requestGroup(ids[0]))
  }

  /// The group that has begun by itself is decided and held.
  private func endAlone(_ id: CampaignID, _ machine: inout IssueEngine.StateMachine) {
    var record = LaneRecord()
    let calls = machine.beginGroup(id, record.sizing).calls
    record.holders.learn(IssueBasis(campaign: .sample(id: id), now: .start))
    _ = machine.endGroup(
      id, .init(callCount: calls.count, row: .locked, heldCount: calls.count), nil, record: &record, codes: [], at: now)
  }

  @Test func anyOrderOfStepsServesEveryAcceptedCallOnceAndInOrder() {
    var taken: [CampaignLane.State: Set<CampaignLane.State>] = [:]
    for seed in 0..<60 {
      var drive = MachineDrive(seed: seed)
      for _ in 0..<400 { drive.step() }
      drive.finish()
      #expect(drive.served == drive.accepted, "seed \(seed)")
      #expect(drive.overfull.isEmpty, "seed \(seed): four groups are held at most, and the one that ran")
      #expect(drive.machine.isIdle && !drive.machine.isConnectionWanted)
      taken.merge(drive.taken) { $0.union($1) }
    }
    for state in CampaignLane.State.allCases { #expect(taken[state] == state.exits, "\(state)") }
  }
}
