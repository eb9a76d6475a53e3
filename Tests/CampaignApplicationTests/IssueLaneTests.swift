import Testing

@testable import CampaignApplication

@Suite struct IssueLaneTests {
  @Test func theFirstCallAsksForAGroupAndTheOthersWaitForIt() {
    var lane = IssueLane<Int>(capacity: 10)
    #expect(lane.state == .idle)
    #expect(lane.enter(1) == .requestGroup)
    #expect(lane.state == .queued)
    #expect(lane.enter(2) == .wait)
    #expect(lane.count == 2)
  }

  @Test func aGroupTakesWhoWaitsInOrderUpToItsLimit() {
    var lane = IssueLane<Int>(capacity: 10)
    for call in 1...5 { _ = lane.enter(call) }
    #expect(lane.begin(limit: 3) == [1, 2, 3])
    #expect(lane.state == .running)
    #expect(lane.count == 2)
    #expect(lane.enter(6) == .wait)
    #expect(lane.end() == .requestGroup)
    #expect(lane.state == .queued)
    #expect(lane.begin(limit: 3) == [4, 5, 6])
    #expect(lane.end() == .discard)
    #expect(lane.state == .idle)
  }

  @Test func aGroupOfExactlyTheLimitLeavesNobody() {
    var lane = IssueLane<Int>(capacity: 10)
    for call in 1...3 { _ = lane.enter(call) }
    #expect(lane.begin(limit: 3) == [1, 2, 3])
    #expect(lane.count == 0)
    #expect(lane.end() == .discard)
  }

  @Test func aFullLaneRefusesAndForgetsNobody() {
    var lane = IssueLane<Int>(capacity: 2)
    #expect(lane.enter(1) == .requestGroup)
    #expect(lane.enter(2) == .wait)
    #expect(lane.enter(3) == .refuse)
    #expect(lane.begin(limit: .max) == [1, 2])
    #expect(lane.enter(4) == .wait, "those who run have left the lane")
  }

  @Test func exitsAreExactlyTheStepsThatAreTaken() {
    typealias State = IssueLane<Int>.State
    var taken: [State: Set<State>] = [:]
    var generator = SplitMix64(seed: 80)
    var lane = IssueLane<Int>(capacity: 3)
    for call in 0..<1_000 {
      let before = lane.state
      var isStep = true
      switch (lane.state, Int.random(in: 0..<4, using: &generator)) {
      case (.queued, 0), (.running, 1): _ = lane.begin(limit: 2)
      case (.running, 0): _ = lane.end()
      default:
        _ = lane.enter(call)
        isStep = lane.state != before
      }
      if isStep { taken[before, default: []].insert(lane.state) }
    }
    for state in [State.idle, .queued, .running] { #expect(taken[state] == Set(state.exits), "\(state)") }
  }

  @Test func anySequenceOfStepsServesEveryAcceptedCallOnceAndInOrder() {
    var generator = SplitMix64(seed: 81)
    for _ in 0..<200 {
      let capacity = Int.random(in: 1...6, using: &generator)
      var lane = IssueLane<Int>(capacity: capacity)
      var accepted: [Int] = []
      var served: [Int] = []
      var asked = 0
      for call in 0..<100 {
        if lane.state != .idle && Bool.random(using: &generator) {
          if lane.state == .queued {
            let group = lane.begin(limit: Int.random(in: 1...4, using: &generator))
            #expect(!group.isEmpty)
            served += group
          } else if lane.end() == .requestGroup {
            asked += 1
          } else {
            #expect(lane.count == 0)
          }
        } else {
          switch lane.enter(call) {
          case .requestGroup:
            asked += 1
            accepted.append(call)
          case .wait: accepted.append(call)
          case .refuse: #expect(lane.count == capacity)
          }
        }
        #expect(lane.count <= capacity)
      }
      #expect(served == Array(accepted.prefix(served.count)))
      #expect(served.count + lane.count == accepted.count)
      #expect(asked > 0 || accepted.isEmpty)
    }
  }

  @Test func whoJoinsARunningGroupComesInOrderAndNobodyPassesOneWhoCannot() {
    var lane = IssueLane<Int>(capacity: 10)
    for call in 0..<8 { _ = lane.enter(call) }
    #expect(lane.begin(limit: 2) == [0, 1])
    #expect(lane.front(limit: 3) == [2, 3, 4])
    #expect(lane.join(limit: 2) { _ in true } == [2, 3])
    #expect(lane.join(limit: 9) { $0 != 5 } == [4])
    #expect(lane.join(limit: 9) { $0 != 5 } == [])
    #expect(lane.join(limit: 0) { _ in true } == [])
    #expect(lane.begin(limit: 9) == [5, 6, 7])
    #expect(lane.end() == .discard)
  }
}
