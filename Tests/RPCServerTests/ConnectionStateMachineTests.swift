import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec
import Testing

@testable import RPCServer

@Suite struct ConnectionStateMachineTests {
  private func request(_ streamID: UInt32, flags: UInt8 = 0, type: UInt8 = FrameType.request) -> FrameEvent {
    .frame(
      Frame(header: FrameHeader(length: 0, streamID: streamID, type: type, flags: flags), data: ByteBuffer()))
  }

  private func machine(maximumCalls: Int = 10) -> ConnectionStateMachine {
    var limits = ConnectionLimits()
    limits.maximumCalls = maximumCalls
    return ConnectionStateMachine(limits: limits)
  }

  private func take(_ streamID: UInt32, of machine: inout ConnectionStateMachine) throws -> CallToken {
    guard case .serve(streamID) = machine.receive(request(streamID)) else { throw NotServed() }
    return machine.take(streamID: streamID)
  }

  private struct NotServed: Error {}

  private func inFlight(_ deadline: MonotonicTime?) -> InFlightCall {
    InFlightCall(
      call: Call(deadline: deadline?.instant), record: CallRecord(methodIndex: nil, startTime: MonotonicTime(.now)),
      deadline: deadline)
  }

  @Test func streamIDsNeedNotGrow() throws {
    var machine = machine()
    let tokens = try [9, 3, 5, 4_294_967_295].map { try take($0, of: &machine) }
    #expect(Set(tokens).count == 4)
  }

  @Test(arguments: [0, 2, 4_294_967_294] as [UInt32])
  func evenStreamIDsCloseTheConnection(streamID: UInt32) {
    var machine = machine()
    #expect(machine.receive(request(streamID)) == .close(.streamIDNotOdd(streamID)))
  }

  @Test func aStreamIDInFlightClosesTheConnection() throws {
    var machine = machine()
    _ = try take(3, of: &machine)
    #expect(machine.receive(request(3)) == .close(.streamIDInFlight(3)))
  }

  @Test func anAnsweredStreamIDMayBeUsedAgain() throws {
    var machine = machine()
    let first = try take(3, of: &machine)
    #expect(machine.finish(first)?.streamID == 3)
    let second = try take(3, of: &machine)
    #expect(first != second)
  }

  @Test func aSecondCompletionOfACallIsIgnored() throws {
    var machine = machine()
    let token = try take(3, of: &machine)
    #expect(machine.finish(token) != nil)
    _ = try take(5, of: &machine)
    #expect(machine.finish(token) == nil)
    #expect(machine.callsInFlight == 1)
  }

  @Test(arguments: [1, 2, 3, 4, 255] as [UInt8])
  func flagsOfStreamsAreRefused(flags: UInt8) {
    var machine = machine()
    #expect(
      machine.receive(request(1, flags: flags)) == .refuse(streamID: 1, .notUnary("with flags 0 in place of \(flags)")))
    #expect(machine.callsInFlight == 0)
  }

  @Test(arguments: [FrameType.response, FrameType.data, 0, 4, 255])
  func otherTypesAreSkipped(type: UInt8) throws {
    var machine = machine()
    _ = try take(1, of: &machine)
    #expect(machine.receive(request(1, type: type)) == .skip)
    #expect(machine.receive(request(0, type: type)) == .skip)
  }

  @Test func anOversizedRequestIsRefusedFromItsHeader() throws {
    var machine = machine()
    let header = FrameHeader(length: 70_000, streamID: 1, type: FrameType.request)
    #expect(
      machine.receive(.oversized(header)) == .refuse(streamID: 1, .requestTooLarge(bytes: 70_000, limit: 65_536)))
    _ = try take(1, of: &machine)
    #expect(machine.receive(.oversized(header)) == .close(.streamIDInFlight(1)))
  }

  @Test func atTheLimitOfCallsNoFrameIsTaken() throws {
    var machine = machine(maximumCalls: 2)
    let first = try take(1, of: &machine)
    #expect(machine.takesFrames)
    _ = try take(3, of: &machine)
    #expect(!machine.takesFrames)
    _ = machine.finish(first)
    #expect(machine.takesFrames)
  }

  @Test func whileThePeerDoesNotReadNoFrameIsTaken() {
    var machine = machine()
    machine.writabilityChanged(to: false)
    #expect(!machine.takesFrames)
    machine.writabilityChanged(to: true)
    #expect(machine.takesFrames)
  }

  @Test func aCallPastItsDeadlineIsAnsweredOnceAndKeepsItsSlot() throws {
    var machine = machine()
    let now = MonotonicTime(.now)
    let token = try take(1, of: &machine)
    machine.begin(inFlight(now + .seconds(1)), for: token)
    #expect(machine.awaitCompletion(of: token) == now + .seconds(1))

    #expect(machine.expire(now: now).expired.isEmpty)
    #expect(machine.expire(now: now + .seconds(1)).expired.map(\.streamID) == [1])
    #expect(machine.expire(now: now + .seconds(2)).expired.isEmpty)
    #expect(machine.callsInFlight == 1)
    // The stream is answered and free, the work is still under way.
    _ = try take(1, of: &machine)
    let finished = machine.finish(token)
    #expect(finished != nil && finished?.streamID == nil)
    #expect(machine.callsInFlight == 1)
  }

  @Test func aDecidedCallIsNotExpired() throws {
    var machine = machine()
    let now = MonotonicTime(.now)
    let token = try take(1, of: &machine)
    let call = inFlight(now + .seconds(1))
    machine.begin(call, for: token)
    #expect(call.call.beginDecision(at: now.instant))
    let expiry = machine.expire(now: now + .seconds(5))
    #expect(expiry.expired.isEmpty)
    #expect(expiry.next == nil)
    #expect(machine.finish(token)?.streamID == 1)
  }

  @Test func onlyAnEarlierDeadlineAsksForTheTimer() throws {
    var machine = machine()
    let now = MonotonicTime(.now)
    func wait(_ streamID: UInt32, _ seconds: Int) throws -> MonotonicTime? {
      let token = try take(streamID, of: &machine)
      machine.begin(inFlight(now + .seconds(seconds)), for: token)
      return machine.awaitCompletion(of: token)
    }
    #expect(try wait(1, 30) == now + .seconds(30))
    #expect(try wait(3, 31) == nil)
    #expect(try wait(5, 10) == now + .seconds(10))
    #expect(machine.expire(now: now + .seconds(10)).next == now + .seconds(30))
  }

  @Test func aCallAnsweredAtOnceAsksForNoTimer() throws {
    var machine = machine()
    let token = try take(1, of: &machine)
    machine.begin(inFlight(MonotonicTime(.now) + .seconds(30)), for: token)
    _ = machine.finish(token)
    #expect(machine.awaitCompletion(of: token) == nil)
  }

  @Test func closingDropsWhatIsUndecidedAndAnswersNobody() throws {
    var machine = machine()
    let undecided = inFlight(nil)
    let decided = inFlight(nil)
    let tokens = try [take(1, of: &machine), take(3, of: &machine)]
    machine.begin(undecided, for: tokens[0])
    machine.begin(decided, for: tokens[1])
    #expect(decided.call.beginDecision())
    machine.close()
    #expect(!undecided.call.beginDecision())
    #expect(machine.finish(tokens[1])?.streamID == nil)
    #expect(machine.callsInFlight == 1)
    #expect(!machine.takesFrames)
    #expect(machine.receive(request(5)) == .skip)
  }

  @Test func thePeersEndLeavesWhatItSentToBeServed() throws {
    var machine = machine()
    let token = try take(1, of: &machine)
    machine.peerEnded()
    #expect(machine.phase == .halfClosed)
    #expect(machine.takesFrames)
    #expect(!machine.isAnswered)
    _ = try take(3, of: &machine)
    #expect(machine.finish(token)?.streamID == 1)
    #expect(!machine.isAnswered)
  }

  @Test func aPeerThatEndedHasItsAnswersThoughWorkGoesOn() throws {
    var machine = machine()
    let now = MonotonicTime(.now)
    let token = try take(1, of: &machine)
    machine.begin(inFlight(now), for: token)
    machine.peerEnded()
    #expect(machine.expire(now: now).expired.map(\.streamID) == [1])
    #expect(machine.isAnswered)
    #expect(machine.callsInFlight == 1)
  }

  @Test func whileDrainingCallsTakeNoPlace() throws {
    var machine = machine(maximumCalls: 1)
    _ = try take(1, of: &machine)
    #expect(!machine.takesFrames)
    machine.beginDrain()
    #expect(machine.takesFrames)
    machine.writabilityChanged(to: false)
    #expect(!machine.takesFrames)
  }

  @Test func theEndOfADrainAnswersWhoeverWaits() throws {
    var machine = machine()
    let (undecided, decided) = (inFlight(nil), inFlight(nil))
    let tokens = try [take(1, of: &machine), take(3, of: &machine)]
    machine.begin(undecided, for: tokens[0])
    machine.begin(decided, for: tokens[1])
    #expect(decided.call.beginDecision())
    machine.beginDrain()
    let ended = machine.endDrain()
    #expect(ended.map(\.streamID) == [1, 3])
    #expect(ended.map(\.isUndecided) == [true, false])
    #expect(machine.endDrain().isEmpty)
    #expect(machine.finish(tokens[1])?.streamID == nil)
  }

  @Test func aClosingConnectionReadsAndServesNothing() throws {
    var machine = machine()
    let decided = inFlight(nil)
    let token = try take(1, of: &machine)
    machine.begin(decided, for: token)
    #expect(decided.call.beginDecision())
    #expect(machine.beginClosing() == true)
    #expect(machine.beginClosing() == false)
    #expect(machine.reads && !machine.takesFrames)
    #expect(machine.receive(request(3)) == .skip)
    #expect(!machine.isWanted(token))
    #expect(machine.finish(token)?.streamID == nil)
    machine.peerEnded()
    #expect(machine.phase == .closing && machine.hasPeerEnded)
    machine.close()
    #expect(!machine.reads)
  }

  /// Every event in every phase: a phase never goes back.
  @Test func phasesOnlyGoForward() {
    let events: [(inout ConnectionStateMachine) -> Void] = [
      { $0.peerEnded() }, { $0.beginDrain() }, { _ = $0.endDrain() }, { _ = $0.beginClosing() }, { $0.close() },
      { $0.writabilityChanged(to: false) },
    ]
    func walk(_ machine: ConnectionStateMachine, depth: Int) {
      guard depth > 0 else { return }
      for event in events {
        var next = machine
        event(&next)
        #expect(next.phase >= machine.phase)
        #expect(!next.isServing || !next.isClosed)
        walk(next, depth: depth - 1)
      }
    }
    walk(machine(), depth: 4)
  }
}

extension MonotonicTime {
  fileprivate static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
    MonotonicTime(time.instant + duration)
  }
}
