import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Everything that waits is bounded, and time passes.
@Suite struct IssueEngineLimitsTests {
  @Test func aFullLaneAnswersOverloadedAtOnceAndServesThoseWhoWait() {
    let stage = IssueStage(configuration: .init(laneCapacity: 3))
    for call in 0..<5 { stage.enter(call) }
    #expect(stage.answers.answeredCalls == [3, 4])
    for call in 3..<5 {
      guard case .overloaded(let retryAfter) = stage.answers.failure(of: call) else {
        Issue.record("call \(call) was not refused as overload")
        continue
      }
      #expect((.milliseconds(10)...Duration.seconds(30)).contains(retryAfter))
    }
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<3) == [1, 2, 3])
    stage.enter(5)
    stage.database.serveAll()
    #expect(stage.sequences(of: 5..<6) == [4], "the lane has room again")
  }

  @Test func withoutACapacityALaneTakesWhatItAnswersWithinASecond() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 1))
    let most = LaneSpeed(groupSize: 1).callsInASecond
    for call in 0...most { stage.enter(call) }
    #expect(!stage.answers.answeredCalls.isEmpty)
    #expect(
      stage.answers.answeredCalls.allSatisfy { call in
        if case .overloaded = stage.answers.failure(of: call) { true } else { false }
      })
    let refused = stage.answers.answeredCalls.count
    stage.database.serveAll()
    #expect(stage.answers.answeredCalls.count == most + 1)
    #expect(stage.session.script { $0.coupons.count } == most + 1 - refused)
  }

  @Test func callsThatAreOverKeepNobodyOutOfAFullLane() {
    let stage = IssueStage(configuration: .init(laneCapacity: 2))
    let late = [Call(), Call()]
    for (number, call) in late.enumerated() { stage.enter(number, call: call) }
    for call in late { #expect(call.expire()) }
    stage.enter(2)
    #expect(stage.failures(of: 0..<2) == [.deadlineExceeded, .deadlineExceeded])
    stage.database.serveAll()
    #expect(stage.sequences(of: 2..<3) == [1])
  }

  @Test func lanesAreBoundedAndFreedWhenNobodyWaits() {
    let ids = (1...3).map { CampaignID(rawValue: $0) }
    let stage = IssueStage(ids.map { .sample(id: $0) }, configuration: .init(maximumLanes: 2))
    for (call, id) in ids.enumerated() { stage.enter(call, campaign: id) }
    #expect(stage.answers.failure(of: 2) == .overloaded(retryAfter: .seconds(1)))
    stage.enter(3, campaign: ids[0])
    #expect(stage.answers.answeredCalls == [2], "a lane that is there takes more")
    stage.database.serveAll()
    stage.enter(4, campaign: ids[2])
    stage.database.serveAll()
    #expect(stage.answers.success(of: 4)?.coupon.sequence == 1)
  }

  @Test func aCallThatIsOverNeverReachesALane() {
    let stage = IssueStage()
    stage.enter(0, call: Call(deadline: .now - .seconds(1)))
    #expect(stage.answers.failure(of: 0) == .deadlineExceeded)
    #expect(stage.database.waitingCount == 0)
  }

  @Test func expiredCallsAreDroppedAndTheirCouponsLeftToThoseWhoWait() {
    let stage = IssueStage([.sample(total: 1)])
    let expired = Call()
    stage.enter(0, call: expired)
    stage.enter(1)
    #expect(expired.expire())
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<2) == [.deadlineExceeded, nil])
    #expect(stage.sequences(of: 0..<2) == [nil, 1])
  }

  @Test func aGroupOfReplaysAndLateCallsLeavesItsCouponsToThoseWhoWait() {
    let stage = IssueStage([.sample(total: 2, perUserLimit: 1)], configuration: .init(maximumGroupSize: 4))
    stage.enter(0, user: "winner")
    stage.database.serveAll()
    let late = [Call(), Call()]
    for call in 0..<2 { stage.enter(1 + call, user: "winner") }
    for (number, call) in late.enumerated() { stage.enter(3 + number, user: "late", call: call) }
    // This call waits behind the group that issues nothing.
    stage.enter(5, user: "patient")
    for call in late { #expect(call.expire()) }
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<6) == [1, 1, 1, nil, nil, 2])
    #expect(stage.failures(of: 3..<5) == [.deadlineExceeded, .deadlineExceeded])
  }

  @Test func aCallThatExpiresWhileTheLockIsAwaitedIsDroppedToo() {
    let stage = IssueStage([.sample(total: 1)])
    let expiring = Call()
    stage.session.script { $0.hooks[.lock] = { _ = expiring.expire() } }
    stage.enter(0, call: expiring)
    stage.enter(1)
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<2) == [.deadlineExceeded, nil])
    #expect(stage.sequences(of: 0..<2) == [nil, 1])
  }

  @Test func aCallThatIsDecidedCanNotExpireWhileItIsCommitted() {
    let stage = IssueStage()
    let call = Call()
    let expiries = RecordedAnswers<Bool>()
    stage.session.script { $0.hooks[.commit] = { expiries.completion(of: 0)(.success(call.expire())) } }
    stage.enter(0, call: call)
    stage.database.serveAll()
    #expect(expiries.success(of: 0) == false)
    #expect(stage.sequences(of: 0..<1) == [1])
  }

  @Test func aGroupInWhichEveryCallIsOverAsksNothingOfTheDatabase() {
    let stage = IssueStage()
    let calls = [Call(), Call()]
    for (number, call) in calls.enumerated() { stage.enter(number, call: call) }
    for call in calls { _ = call.expire() }
    stage.database.serveAll()
    #expect(stage.session.steps == [])
    #expect(stage.failures(of: 0..<2) == [.deadlineExceeded, .deadlineExceeded])
  }

  @Test func badFieldsAreRefusedAllAtOnceBeforeTheLane() {
    let stage = IssueStage()
    stage.enter(0, user: "a\u{0}", key: String(repeating: "k", count: 129))
    guard case .invalidField(let faults) = stage.answers.failure(of: 0) else {
      Issue.record("is not refused as INVALID_FIELD")
      return
    }
    #expect(faults.map(\.field) == ["user_id", "idempotency_key"])
    #expect(stage.database.waitingCount == 0)
  }

  @Test func whereACampaignLimitsItsUsersACallMustNameOne() {
    let stage = IssueStage([.sample(perUserLimit: 1)])
    stage.enter(0)
    stage.database.serveAll()
    guard case .invalidField(let faults) = stage.answers.failure(of: 0) else {
      Issue.record("is not refused as INVALID_FIELD")
      return
    }
    #expect(faults.map(\.field) == ["user_id"])
  }
}
