import CampaignDomain
import Testing

@testable import CampaignApplication

/// The lanes of those who join a line.
@Suite struct JoinLanesTests {
  private typealias Lanes = JoinLanes<Int>

  private let one = CampaignID(rawValue: 1)
  private let two = CampaignID(rawValue: 2)

  private func ended(_ isOpen: Bool? = true) -> Lanes.Ending { Lanes.Ending(isOpenToNewcomers: isOpen) }

  @Test func oneConnectionIsAskedForAndAGroupTakesAllWhoCameMeanwhile() {
    var lanes = Lanes(.init(groupSize: 2))
    let actions = [1, 2, 3].map { lanes.enter($0, for: one) }
    #expect(actions == [.requestConnection, .wait, .wait])
    let first = lanes.begin(one)
    #expect(first.calls == [1, 2] && first.looksFirst, "nobody has seen the campaign yet")
    let late = lanes.enter(4, for: one)
    #expect(late == .wait)
    let (next, behind) = lanes.end(one, ended())
    #expect(next == .runNext && behind.isEmpty)
    let second = lanes.next(one)
    #expect(second.calls == [3, 4] && !second.looksFirst)
    let (last, _) = lanes.end(one, ended())
    #expect(last == .rest && lanes.isEmpty)
    let again = lanes.enter(5, for: one)
    #expect(again == .requestConnection)
    let third = lanes.begin(one)
    #expect(!third.looksFirst, "a lane that was at rest is known")
  }

  @Test func aCampaignThatRefusesIsLookedAtFirstUntilItTakesNewcomersAgain() {
    var lanes = Lanes(.init())
    func looksFirst(after isOpen: Bool?) -> Bool {
      _ = lanes.enter(1, for: one)
      let group = lanes.begin(one)
      _ = lanes.end(one, ended(isOpen))
      return group.looksFirst
    }
    let looks = [true, false, nil, true, true].map { looksFirst(after: $0) }
    #expect(looks == [true, false, true, true, false])
  }

  @Test func aConnectionIsGivenBackAsSoonAsAnotherCampaignWaitsForOne() {
    var lanes = Lanes(.init(groupSize: 1))
    for call in [1, 2] { _ = lanes.enter(call, for: one) }
    _ = lanes.begin(one)
    _ = lanes.enter(3, for: two)
    let (action, _) = lanes.end(one, ended())
    #expect(action == .requestConnection)
    let (other, own) = (lanes.begin(two).calls, lanes.begin(one).calls)
    #expect(other == [3] && own == [2])
  }

  @Test func thoseWhoAreDecidedAgainKeepTheirPlaceAndWaitForAnotherConnection() {
    var lanes = Lanes(.init(groupSize: 2))
    for call in 1...3 { _ = lanes.enter(call, for: one) }
    _ = lanes.begin(one)
    let (action, behind) = lanes.end(one, .init(repeated: [1, 2], isDisconnected: true))
    #expect(action == .requestConnection && behind.isEmpty)
    let calls = lanes.begin(one).calls
    #expect(calls == [1, 2])
  }

  @Test func behindAHeldRowAllHearOfIt() {
    var lanes = Lanes(.init(groupSize: 1))
    for call in 1...3 { _ = lanes.enter(call, for: one) }
    _ = lanes.begin(one)
    let (action, behind) = lanes.end(one, .init(isHeld: true))
    #expect(action == .rest && behind == [2, 3] && lanes.isEmpty)
  }

  @Test func withoutAConnectionAllHearOfIt() {
    var lanes = Lanes(.init(groupSize: 1))
    for call in 1...3 { _ = lanes.enter(call, for: one) }
    let failed = lanes.fail(one)
    #expect(failed == [1, 2, 3] && lanes.isEmpty)
    _ = lanes.enter(4, for: one)
    _ = lanes.begin(one)
    _ = lanes.enter(5, for: one)
    let (action, _) = lanes.end(one, ended())
    #expect(action == .runNext, "nobody else waits for a connection")
  }

  @Test func lanesAndTheirCallsAreBounded() {
    var lanes = Lanes(.init(laneCapacity: 2, laneCount: 1))
    let actions = [1, 2, 3].map { lanes.enter($0, for: one) }
    let other = lanes.enter(4, for: two)
    #expect(actions == [.requestConnection, .wait, .refuse] && other == .refuse)
    let (dropped, next) = (lanes.dropFront(of: one) { $0 == 1 }, lanes.enter(5, for: one))
    #expect(dropped == [1] && next == .wait)
    let none = lanes.dropFront(of: two) { _ in true }
    #expect(none.isEmpty)
    _ = lanes.begin(one)
    _ = lanes.end(one, ended())
    let freed = lanes.enter(6, for: two)
    #expect(freed == .requestConnection)
  }

  @Test func callsThatAreHeldPressALaneUntilTheyAreAnswered() {
    var lanes = Lanes(.init(groupSize: 2))
    _ = lanes.enter(1, for: one)
    let waiting = lanes.isPressed(one)
    _ = lanes.begin(one)
    let alone = lanes.isPressed(one)
    _ = lanes.end(one, .init(heldCount: 1))
    let (held, isOther) = (lanes.isPressed(one), lanes.isPressed(two))
    #expect(waiting && !alone && held && !isOther && lanes.isEmpty)
    let isAsked = lanes.lifted(1, of: one)
    let isPressed = lanes.isPressed(one)
    #expect(!isAsked && !isPressed)
  }

  @Test func aLaneOfWhichTooManyCallsAreHeldGoesOnWhenSomeAreAnswered() {
    var lanes = Lanes(.init(groupSize: 1))
    for call in 1...6 { _ = lanes.enter(call, for: one) }
    _ = lanes.begin(one)
    var actions: [Lanes.NextAction] = []
    for _ in 1...4 {
      actions.append(lanes.end(one, .init(heldCount: 1)).action)
      if actions.last == .runNext { _ = lanes.next(one) }
    }
    #expect(actions == [.runNext, .runNext, .runNext, .rest])
    let late = lanes.enter(7, for: one)
    #expect(late == .wait && !lanes.isEmpty)
    let asked = [lanes.lifted(1, of: one), lanes.lifted(1, of: one)]
    #expect(asked == [true, false], "once")
    let calls = lanes.begin(one).calls
    #expect(calls == [5])
  }

  @Test func aLaneAtRestOfWhichTooManyCallsAreHeldAsksForNoConnection() {
    var lanes = Lanes(.init(groupSize: 1))
    for call in 1...4 {
      _ = lanes.enter(call, for: one)
      _ = lanes.begin(one)
      _ = lanes.end(one, .init(heldCount: 1))
    }
    let (full, other) = (lanes.enter(5, for: one), lanes.enter(6, for: two))
    #expect(full == .wait && other == .requestConnection)
    let isAsked = lanes.lifted(4, of: one)
    #expect(isAsked)
  }

  @Test func anyOrderOfStepsServesEveryAcceptedCallOnceAndInOrder() {
    for seed in 0..<60 {
      var drive = JoinLanesDrive(seed: seed)
      for _ in 0..<400 { drive.step() }
      drive.finish()
      #expect(drive.served == drive.accepted && drive.isEmpty, "seed \(seed)")
      #expect(drive.isBounded, "seed \(seed): four groups are held at most, and the one that ran")
    }
  }
}
