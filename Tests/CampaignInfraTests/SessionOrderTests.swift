import Testing

@testable import CampaignInfra

/// The order in which pools of a process get sessions, and sessions that are suspect.
@Suite struct SessionOrderTests {
  @Test func eachPoolGetsItsFirstSessionBeforeAnyItsSecond() {
    var order = SessionOrder()
    let (issue, query, listen) = (order.join(keepsOne: true), order.join(keepsOne: true), order.join(keepsOne: true))
    #expect(order.claim(issue) == true)
    #expect(order.connected(issue) == [])
    #expect(order.claim(issue) == false)
    #expect(order.claim(query) && order.claim(listen))
    #expect(order.claim(query) == false)
    #expect(order.connected(query) == [])
    #expect(order.connected(listen) == [issue, query], "now they may")
    #expect(order.claim(issue) && order.claim(query) && order.claim(issue))
  }

  @Test func whereTheDatabaseHasNoMoreToGiveTheOthersLeaveOneToThePoolWithout() {
    var order = SessionOrder()
    let (issue, query) = (order.join(keepsOne: true), order.join(keepsOne: false))
    #expect(order.claim(issue) == true)
    #expect(order.connected(issue) == [])
    #expect(order.claim(issue) == true, "a pool that wants none holds nobody back")
    #expect(order.connected(issue) == [])
    #expect(order.claim(query) == true)
    #expect(order.failed(query, isShortage: true) == [])
    #expect(order.claim(issue) == false)
    #expect(order.ended(issue) == [])
    #expect(order.claim(issue) == false, "it has one left")
    #expect(order.claim(query) == true)
    #expect(order.connected(query) == [issue])
  }

  @Test func aPoolWhoseServerIsAwayHoldsNobodyBack() {
    var order = SessionOrder()
    let (issue, query) = (order.join(keepsOne: true), order.join(keepsOne: true))
    #expect(order.claim(query) == true)
    #expect(order.connected(query) == [])
    #expect(order.claim(query) == false)
    #expect(order.claim(issue) == true)
    #expect(order.failed(issue, isShortage: false) == [query])
    #expect(order.claim(query) == true)
    #expect(order.connected(query) == [])
    #expect(order.left(issue) == [])
  }

  @Test func sessionsNotHeardOfSinceAnotherWasFoundDeadAreSuspect() {
    var health = SessionHealth()
    let now = ContinuousClock.now
    #expect(health.verdict(madeAt: now, heardAt: now) == .good)
    health.suspect(at: now + .seconds(5))
    #expect(health.verdict(madeAt: now, heardAt: now + .seconds(4)) == .suspect)
    #expect(health.verdict(madeAt: now, heardAt: now + .seconds(5)) == .good)
    health.suspect(at: now + .seconds(1))
    #expect(health.verdict(madeAt: now, heardAt: now + .seconds(4)) == .suspect, "an older doubt takes none away")
  }

  @Test func whatWasPreparedBeforeAChangeOfTheSchemaIsReplacedAndSaidOnce() {
    var health = SessionHealth()
    let now = ContinuousClock.now
    #expect(health.renew(at: now + .seconds(2), madeAt: now) == true)
    #expect(
      health.renew(at: now + .seconds(3), madeAt: now + .seconds(1)) == false, "this one is known to be worthless")
    #expect(health.verdict(madeAt: now + .seconds(1), heardAt: now + .seconds(9)) == .worthless)
    #expect(health.verdict(madeAt: now + .seconds(2), heardAt: now + .seconds(2)) == .good)
    #expect(health.renew(at: now + .seconds(4), madeAt: now + .seconds(3)) == true)
  }
}
