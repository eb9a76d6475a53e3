import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct LockRetryQueueTests {
  private func id(_ number: Int64) -> CampaignID { CampaignID(rawValue: number) }

  @Test func turnsComeInOrderOfArrivalAFewAtATime() {
    var retries = LockRetryQueue(capacity: 10, maximumTries: 2)
    let actions = (1...5).map { retries.enter(id($0), .wasHeld) }
    #expect(actions == [.tryNow, .tryNow, .wait, .wait, .wait])
    #expect((1...5).map { retries.isTrying(id($0)) } == [true, true, false, false, false])
    let third = retries.end(id(2))
    #expect(third == [id(3)])
    let again = retries.enter(id(2), .wasHeld)
    #expect(again == .wait, "behind the others")
    let turns = [id(1), id(3), id(4), id(5)].map { retries.end($0) }
    #expect(turns == [[id(4)], [id(5)], [id(2)], []])
    #expect(retries.isTrying(id(2)))
  }

  @Test func placesAreBoundedAndFreedByTries() {
    var retries = LockRetryQueue(capacity: 2, maximumTries: 1)
    let actions = (1...3).map { retries.enter(id($0), .wasHeld) }
    #expect(actions == [.tryNow, .wait, .refuse])
    let (next, later) = (retries.end(id(1)), retries.enter(id(3), .wasHeld))
    #expect(next == [id(2)] && later == .wait)
  }

  @Test func whoDidNotTryGivesNoTurnAway() {
    var retries = LockRetryQueue(capacity: 3, maximumTries: 1)
    _ = retries.enter(id(1), .wasHeld)
    _ = retries.enter(id(2), .wasHeld)
    let turns = [id(9), id(2), id(1)].map { retries.end($0) }
    #expect(turns == [[], [], [id(2)]], "the second waits for its turn")
  }

  @Test func newOnesThatAreSuspectedGoFirstAndAreNeverRefused() {
    var retries = LockRetryQueue(capacity: 2, maximumTries: 1)
    retries.sawNewOne(isHeld: true)
    let held = (1...3).map { retries.enter(id($0), .wasHeld) }
    #expect(held == [.tryNow, .wait, .refuse])
    let new = (101...200).map { retries.enter(id($0), .isNew) }
    #expect(new == Array(repeating: .wait, count: 100))
    var turns: [CampaignID] = []
    var last = id(1)
    while let next = retries.end(last).first {
      turns.append(next)
      last = next
    }
    #expect(turns == (101...200).map { id($0) } + [id(2)])
    #expect(![id(1), id(2), id(101)].contains { retries.isTrying($0) })
  }

  @Test func newOnesAreSuspectedWhileAsManyAsMayTryWereHeldInARow() {
    var retries = LockRetryQueue(capacity: 10, maximumTries: 2)
    let suspicions = [true, false, true, true, true, false].map { isHeld in
      retries.sawNewOne(isHeld: isHeld)
      return retries.suspectsNewOnes
    }
    #expect(suspicions == [false, false, false, true, true, false])
  }

  @Test func oneThatIsFreeClearsAllThatWait() {
    var retries = LockRetryQueue(capacity: 10, maximumTries: 1)
    retries.sawNewOne(isHeld: true)
    let actions = (1...4).map { retries.enter(id($0), .isNew) } + [retries.enter(id(9), .wasHeld)]
    #expect(actions == [.tryNow, .wait, .wait, .wait, .wait])
    retries.sawNewOne(isHeld: false)
    let next = retries.end(id(1))
    #expect(next == [id(2), id(3), id(4), id(9)])
    #expect((1...9).filter { retries.isTrying(id($0)) } == [9])
  }
}
