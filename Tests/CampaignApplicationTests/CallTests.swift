import CampaignApplication
import Dispatch
import Synchronization
import Testing

@Suite struct CallTests {
  @Test func aDecisionTakesTheCallForGood() {
    let call = Call()
    #expect(call.beginDecision())
    #expect(!call.expire())
    #expect(call.beginDecision(), "a group that is repeated decides it again")
    #expect(!call.isOver())
  }

  @Test func expiryTakesTheCallForGoodAndOnce() {
    let call = Call()
    #expect(call.expire())
    #expect(!call.expire())
    #expect(!call.beginDecision())
    #expect(call.isOver())
  }

  @Test func theDeadlineItselfIsTooLateAndTheNanosecondBeforeItIsNot() {
    let deadline = ContinuousClock.now + .seconds(1_000)
    let late = Call(deadline: deadline)
    #expect(!late.isOver(at: deadline - .nanoseconds(1)))
    #expect(late.isOver(at: deadline))
    #expect(!late.beginDecision(at: deadline))
    #expect(!late.expire(), "whoever found it late answers")
    let inTime = Call(deadline: deadline)
    #expect(inTime.beginDecision(at: deadline - .nanoseconds(1)))
    #expect(!inTime.isOver(at: deadline))
    #expect(inTime.beginDecision(at: deadline), "what was decided in time is finished")
  }

  @Test func lookingDecidesNothing() {
    let call = Call(deadline: .now - .seconds(1))
    #expect(call.isOver())
    #expect(call.expire())
  }

  @Test func exactlyOneOfDecisionAndExpiryWinsWhoeverRaces() {
    for round in 0..<2_000 {
      let call = Call()
      let decisions = Atomic(0)
      let expiries = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: 4) { thread in
        if (thread + round).isMultiple(of: 2) {
          if call.beginDecision() { decisions.add(1, ordering: .relaxed) }
        } else {
          if call.expire() { expiries.add(1, ordering: .relaxed) }
        }
      }
      let decided = decisions.load(ordering: .relaxed)
      let expired = expiries.load(ordering: .relaxed)
      // Either both deciders may decide and nobody answers DEADLINE_EXCEEDED, or one of those who watch the clock does.
      guard (decided == 2 && expired == 0) || (decided == 0 && expired == 1) else {
        Issue.record("\(decided) decided and \(expired) expired")
        return
      }
    }
  }
}
