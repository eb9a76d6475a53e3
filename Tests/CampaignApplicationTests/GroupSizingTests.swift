import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

@Suite struct GroupSizingTests {
  @Test func theFirstGroupTakesWhoeverWaits() {
    #expect(GroupSizing().limit(waiting: 1_000, maximum: 256) == 256)
    #expect(GroupSizing().limit(waiting: 3, maximum: 256) == 256)
  }

  @Test(arguments: [64, 100, 256, 300])
  func aCrowdThatComesBackIsDividedInHalves(callers: Int) {
    var sizing = GroupSizing()
    // All callers are in the first group; the first to come back begins the second, and others join it.
    sizing.ended(min(callers, 256))
    var waiting = max(1, callers - 256)
    var sizes: [Int] = []
    for _ in 0..<6 {
      let size = sizing.limit(waiting: waiting, maximum: 256)
      sizes.append(size)
      sizing.ended(size)
      // Callers of the last group are back when the next one begins, those of this one are not.
      waiting = callers - size
    }
    #expect(sizes.suffix(4).allSatisfy { ($0 - callers / 2).magnitude <= 1 }, "\(sizes)")
  }

  @Test func aSmallCrowdIsNotDivided() {
    var sizing = GroupSizing()
    sizing.ended(20)
    #expect(sizing.limit(waiting: 20, maximum: 256) == 32)
    sizing.ended(1)
    #expect(sizing.limit(waiting: 1, maximum: 256) == 32)
    #expect(sizing.limit(waiting: 1, maximum: 8) == 8, "never more than is configured")
  }

  @Test func whoIsLeftBehindGoesWithTheNextGroup() {
    let stage = IssueStage()
    for call in 0..<10 { stage.enter(call) }
    stage.database.serveAll()
    for call in 10..<110 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.session.groupSizes == [10, 55, 45])
    #expect(stage.sequences(of: 0..<110) == Array(1...110))
  }
}
