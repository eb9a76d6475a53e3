import NIOCore
import RPCCodec
import Testing

@testable import RPCClient

struct ClientConnectionStateMachineTests {
  typealias Machine = ClientConnectionStateMachine<String>

  private func seconds(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

  private func response(_ streamID: UInt32) -> FrameHeader {
    FrameHeader(length: 0, streamID: streamID, type: FrameType.response)
  }

  private func finished(_ action: Machine.ReceiveAction) -> String? {
    guard case .finish(let call) = action else { return nil }
    return call
  }

  private func closed(_ action: Machine.ReceiveAction) -> (RPCClientError, [String])? {
    guard case .close(let error, let calls) = action else { return nil }
    return (error, calls)
  }

  @Test func streamIDsAreOddAndGrow() {
    var machine = Machine(maximumCalls: 10)
    #expect(machine.begin("a", deadline: seconds(1)) == .send(1))
    #expect(machine.begin("b", deadline: seconds(1)) == .send(3))
    #expect(finished(machine.receive(response(1))) == "a")
    #expect(machine.begin("c", deadline: seconds(1)) == .send(5))
  }

  @Test func streamIDsBeginAgainWithoutTakingOneThatIsInFlight() {
    var machine = Machine(maximumCalls: 10, firstStreamID: .max)
    #expect(machine.begin("last", deadline: seconds(9)) == .send(.max))
    #expect(machine.begin("a", deadline: seconds(9)) == .send(1))
    var again = Machine(maximumCalls: 10, firstStreamID: 1)
    #expect(again.begin("a", deadline: seconds(9)) == .send(1))
    #expect(again.begin("b", deadline: seconds(1)) == .send(3))
    #expect(again.expire(now: seconds(2)) == ["b"])
  }

  @Test func answersComeInAnyOrder() {
    var machine = Machine(maximumCalls: 10)
    for call in ["a", "b", "c"] { _ = machine.begin(call, deadline: seconds(1)) }
    #expect(finished(machine.receive(response(5))) == "c")
    #expect(finished(machine.receive(response(1))) == "a")
    #expect(finished(machine.receive(response(3))) == "b")
    #expect(machine.callsInFlight == 0)
  }

  @Test func aCallPastTheBoundIsRefused() {
    var machine = Machine(maximumCalls: 2)
    _ = machine.begin("a", deadline: seconds(1))
    _ = machine.begin("b", deadline: seconds(1))
    #expect(machine.begin("c", deadline: seconds(1)) == .refuse(.tooManyCalls))
    _ = machine.receive(response(1))
    #expect(machine.begin("c", deadline: seconds(1)) == .send(5))
  }

  @Test func callsExpireByTheirOwnDeadlineInItsOrder() {
    var machine = Machine(maximumCalls: 10)
    _ = machine.begin("late", deadline: seconds(9))
    _ = machine.begin("early", deadline: seconds(1))
    _ = machine.begin("middle", deadline: seconds(5))
    #expect(machine.nextDeadline == seconds(1))
    #expect(machine.expire(now: seconds(5)) == ["early", "middle"])
    #expect(machine.nextDeadline == seconds(9))
  }

  @Test func anAnsweredCallDoesNotExpire() {
    var machine = Machine(maximumCalls: 10)
    _ = machine.begin("a", deadline: seconds(1))
    _ = machine.receive(response(1))
    #expect(machine.nextDeadline == nil)
    #expect(machine.expire(now: seconds(2)) == [])
  }

  @Test func theAnswerToAnExpiredCallIsIgnored() {
    var machine = Machine(maximumCalls: 10)
    _ = machine.begin("a", deadline: seconds(1))
    _ = machine.expire(now: seconds(1))
    guard case .ignore = machine.receive(response(1)) else {
      Issue.record("a late answer was not ignored")
      return
    }
    #expect(closed(machine.receive(response(1))) != nil, "a second answer on the stream is one that nobody asked for")
  }

  @Test func anAnswerThatNobodyAskedForEndsTheConnection() {
    var machine = Machine(maximumCalls: 10)
    _ = machine.begin("a", deadline: seconds(1))
    let (error, calls) = closed(machine.receive(response(2))) ?? (.closed, [])
    #expect(error == .malformedResponse("an answer on stream 2, where no call is"))
    #expect(calls == ["a"])
    #expect(machine.begin("b", deadline: seconds(1)) == .refuse(.connectionLost))
  }

  @Test(arguments: [FrameType.request, FrameType.data])
  func aFrameThatServersDoNotSendEndsTheConnection(type: UInt8) {
    var machine = Machine(maximumCalls: 10)
    _ = machine.begin("a", deadline: seconds(1))
    #expect(closed(machine.receive(FrameHeader(length: 0, streamID: 1, type: type)))?.1 == ["a"])
  }

  @Test func aFrameOfAnUnknownTypeIsSkipped() {
    var machine = Machine(maximumCalls: 10)
    _ = machine.begin("a", deadline: seconds(1))
    guard case .ignore = machine.receive(FrameHeader(length: 0, streamID: 1, type: 77)) else {
      Issue.record("it was not skipped")
      return
    }
    #expect(machine.callsInFlight == 1)
  }

  @Test func theEndOfTheConnectionFailsEveryCallOnce() {
    var machine = Machine(maximumCalls: 10)
    for call in ["a", "b", "c"] { _ = machine.begin(call, deadline: seconds(1)) }
    #expect(machine.close(.connectionLost) == ["a", "b", "c"])
    #expect(machine.close(.connectionLost) == [])
    #expect(machine.expire(now: seconds(9)) == [])
  }

  @Test func aServerThatNeverAnswersLeavesTheConnectionStuck() {
    var machine = Machine(maximumCalls: 2)
    _ = machine.begin("a", deadline: seconds(1))
    _ = machine.begin("b", deadline: seconds(2))
    _ = machine.expire(now: seconds(1))
    #expect(!machine.isStuck)
    #expect(machine.abandon(3) == "b")
    #expect(machine.isStuck)
  }

  @Test func endedCallsDoNotPileUpInTheQueueOfDeadlines() {
    var machine = Machine(maximumCalls: 10)
    for index in 0..<10_000 {
      guard case .send(let streamID) = machine.begin("a", deadline: seconds(30 + Int64(index % 7))) else {
        Issue.record("call \(index) was refused")
        return
      }
      _ = machine.receive(response(streamID))
    }
    #expect(machine.queuedDeadlines < 100)
  }
}
