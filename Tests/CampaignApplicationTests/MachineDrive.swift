import SeededRandomness
import CampaignDomain
import ScriptedStorage

@testable import CampaignApplication

/// Drives an engine's machine by chance, as an engine with some connections does, and notes what becomes of each call.
struct MachineDrive {
  /// The work that runs on a connection.
  private enum Running {
    case own(CampaignID, IssueEngine.StateMachine.Beginning?, LaneRecord, [PendingIssue])
    case shared(SharedIssueGroup)
  }

  /// Calls that are decided and whose answers are held.
  private struct Held {
    var counts: [(id: CampaignID, count: Int)]
  }

  private static let ids = (1...5).map { CampaignID(rawValue: $0) }

  private(set) var machine: IssueEngine.StateMachine
  /// The calls of each campaign that were not refused, and those that were answered.
  private(set) var accepted: [CampaignID: [ObjectIdentifier]] = [:]
  private(set) var served: [CampaignID: [ObjectIdentifier]] = [:]
  private(set) var taken: [CampaignLane.State: Set<CampaignLane.State>] = [:]
  /// The lanes that held more calls than they may, or another number than they said.
  private(set) var overfull: Set<CampaignID> = []
  private var actions: [IssueEngine.Action] = []
  private var running: [Running] = []
  private var held: [Held] = []
  private var heldCounts: [CampaignID: Int] = [:]
  private var stepCount = 0
  /// Keeps calls alive, so that none has another's identity.
  private var calls: [PendingIssue] = []
  private var states: [CampaignID: CampaignLane.State] = [:]
  private var newest: Int64 = 100
  private var generator: SplitMix64
  private let now = ContinuousClock.now

  init(seed: Int) {
    generator = SplitMix64(seed: UInt64(seed))
    machine = IssueEngine.StateMachine(
      .init(
        laneCapacity: 12, maximumGroupSize: seed % 3 == 0 ? 3 : 9, maximumBlockedTries: 1,
        maximumSharedGroups: 1 + seed % 2), at: now)
    for id in Self.ids { machine.learn(existing: id) }
  }

  mutating func step() {
    stepCount += 1
    switch Int.random(in: 0..<12, using: &generator) {
    case 0..<5: enter()
    case 5..<7: if running.count < 3 { takeAction() }
    // For a while no marker comes back.
    case 7..<9: if stepCount % 200 > 140 { liftFirst() }
    default: endOne(canFail: true)
    }
    note()
  }

  /// Serves all calls that wait.
  mutating func finish() {
    while !actions.isEmpty || !running.isEmpty || !held.isEmpty {
      if !running.isEmpty { endOne(canFail: false) } else if !actions.isEmpty { takeAction() } else { liftFirst() }
      note()
    }
  }

  /// The calls that are held longest are held no more.
  private mutating func liftFirst() {
    guard !held.isEmpty else { return }
    for (id, count) in held.removeFirst().counts {
      heldCounts[id, default: 0] -= count
      if let action = machine.lifted(count, of: id, after: .zero, at: now) { actions.append(action) }
    }
  }

  private mutating func hold(_ counts: [(id: CampaignID, count: Int)]) {
    for (id, count) in counts { heldCounts[id, default: 0] += count }
    held.append(Held(counts: counts))
  }

  private mutating func enter() {
    var id = Self.ids.randomElement(using: &generator) ?? .sample
    if Int.random(in: 0..<8, using: &generator) == 0 {
      newest += 1
      id = CampaignID(rawValue: newest)
      machine.learn(existing: id)
    }
    let call = PendingIssue(request: IssueRequest(user: nil, key: nil), call: Call(), completion: { _ in })
    calls.append(call)
    var dropped: [PendingIssue] = []
    guard case .waiting(let action) = machine.enter(call, for: id, at: now, dropped: &dropped) else { return }
    accepted[id, default: []].append(ObjectIdentifier(call))
    if let action { actions.append(action) }
  }

  private mutating func takeAction() {
    guard let index = actions.indices.randomElement(using: &generator) else { return }
    let fails = Int.random(in: 0..<8, using: &generator) == 0
    switch actions.remove(at: index) {
    case .requestGroup(let id):
      if fails {
        let (failed, next) = machine.fail(id, at: now)
        serve(failed)
        actions += next
        return
      }
      var record = LaneRecord()
      guard let beginning = machine.begin(id, taking: &record, at: now) else { return }
      begin(id, beginning, record)
    case .requestSharedGroup:
      if fails { serve(machine.failLine(at: now)) } else { beginLine() }
    case .requestLookup: break
    }
  }

  private mutating func begin(_ id: CampaignID, _ beginning: IssueEngine.StateMachine.Beginning?, _ record: LaneRecord)
  {
    let group = machine.beginGroup(id, record.sizing).calls
    running.append(.own(id, beginning, record, group))
  }

  private mutating func beginLine() {
    var (group, record) = (SharedIssueGroup(), LaneRecord())
    let (beginning, action) = machine.beginLine(taking: &group, record: &record, at: now)
    if let action { actions.append(action) }
    switch beginning {
    case .nobody: break
    case .alone(let id, let beginning): begin(id, beginning, record)
    case .shared: running.append(.shared(group))
    }
  }

  private mutating func endOne(canFail: Bool) {
    guard let index = running.indices.randomElement(using: &generator) else { return }
    switch running.remove(at: index) {
    case .own(let id, let beginning, let record, let group): endGroup(id, beginning, record, group, canFail)
    case .shared(let group): endShared(group, canFail)
    }
  }

  private mutating func endGroup(
    _ id: CampaignID, _ beginning: IssueEngine.StateMachine.Beginning?, _ record: LaneRecord, _ group: [PendingIssue],
    _ canFail: Bool
  ) {
    var record = record
    var ending = IssueEngine.StateMachine.Ending(callCount: group.count, row: .locked)
    switch canFail ? Int.random(in: 0..<6, using: &generator) : 5 {
    case 0: ending.row = .held
    case 1:
      ending.row = .unknown
      ending.isDisconnected = true
      ending.repeated = group.filter { $0.beginRepeat() }
    default: record.holders.learn(IssueBasis(campaign: .sample(id: id), now: .start))
    }
    // Also where the row was held: those who went before alone may be decided.
    if ending.row != .unknown, Int.random(in: 0..<4, using: &generator) > 0 { ending.heldCount = group.count }
    if ending.row == .locked, !machine.front(id, limit: 9).isEmpty {
      ending.isFollowed = Bool.random(using: &generator)
    }
    if ending.heldCount > 0 { hold([(id, ending.heldCount)]) }
    serve(group.filter { call in !ending.repeated.contains { $0 === call } })
    let end = machine.endGroup(id, ending, beginning, record: &record, codes: [], at: now)
    serve(end.behind)
    actions += end.actions
    if !end.isLast { begin(id, nil, record) }
  }

  private mutating func endShared(_ group: SharedIssueGroup, _ canFail: Bool) {
    var group = group
    let isEarly = Int.random(in: 0..<4, using: &generator) > 0
    let session = ScriptedSession(
      group.parts.map { .sample(id: $0.campaignID) }, gate: isEarly ? ScriptedGate() : nil)
    if canFail {
      let held = Set(group.parts.map(\.campaignID).filter { _ in Bool.random(using: &generator) })
      let failure: [RepositoryError?] = [nil, .outcomeUnknown, .codeClash, .unavailable(retryAfter: .seconds(1)), nil]
      let thrown = failure.randomElement(using: &generator) ?? nil
      session.script {
        $0.endsWhenUnavailable = true
        $0.heldRows = held
        $0.failures[.commitSeveral] = [thrown]
      }
    }
    var codes = CouponCodeReserve(generator)
    group.decide(in: session, releasing: .early, codes: &codes, answerEarlier: {})
    if group.hold != nil { hold(group.heldCounts) }
    serve(group.answers.map(\.call))
    let end = machine.endShared(&group, at: now)
    actions += end.actions
    if !end.isLast { beginLine() }
  }

  private mutating func serve(_ answered: [PendingIssue]) {
    for call in answered {
      guard let id = accepted.first(where: { $0.value.contains(ObjectIdentifier(call)) })?.key else { continue }
      served[id, default: []].append(ObjectIdentifier(call))
    }
  }

  /// Notes the steps that lanes took.
  private mutating func note() {
    for id in Self.ids + (101...max(101, newest)).map({ CampaignID(rawValue: $0) }) {
      let place = machine.lanes.place(of: id)
      let state = place.map { machine.lanes[$0].state } ?? .resting
      let heldCount = place.map { machine.lanes[$0].heldCount } ?? 0
      let limit = 5 * machine.configuration.maximumGroupSize
      if heldCount > limit || heldCount != heldCounts[id, default: 0] { overfull.insert(id) }
      let before = states.updateValue(state, forKey: id) ?? .resting
      if state != before { taken[before, default: []].insert(state) }
    }
  }
}
