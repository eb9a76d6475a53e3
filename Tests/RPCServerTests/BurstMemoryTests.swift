import CampaignApplication
import CampaignService
import Dispatch
import NIOCore
import RPCCodec
import Synchronization
import Testing
import UseCaseStubs

@testable import RPCServer

/// Memory of a burst of calls is given back when the burst is over.
@Suite(.timeLimit(.minutes(1))) struct BurstMemoryTests {
  @Test func aConnectionKeepsLittleOfABurst() throws {
    let held = HeldCalls<IssueInput, IssueOutput>()
    let connection = try EmbeddedConnection(.issuing(with: held))
    let calls = 4_090
    for number in 0..<calls { try connection.receive(Wire.issue(UInt32(2 * number + 1))) }
    let outbox = connection.handler.outbox
    for slot in 0..<calls {
      outbox.post(CallToken(slot: slot, generation: UInt64(slot) + 1), .failure(.useCase(.soldOut)))
    }
    connection.runLoop()
    #expect(try connection.answers().count == calls)
    #expect(connection.handler.machine.callCapacity >= calls)
    connection.advance(by: .seconds(1))
    #expect(connection.handler.machine.callCapacity == 0)
    #expect(connection.handler.deliveredEntries.capacity == 0)
    #expect(outbox.shrink() == 0)
    #expect(connection.handler.answers.bytes.capacity == 0)
    // The next burst is served as the first was.
    for number in 0..<calls { try connection.receive(Wire.issue(UInt32(2 * number + 1))) }
    #expect(held.seen == 2 * calls)
  }

  @Test func burstsThatFollowEachOtherUseTheSameMemory() throws {
    let held = HeldCalls<IssueInput, IssueOutput>()
    let connection = try EmbeddedConnection(.issuing(with: held))
    for number in 0..<100 { try connection.receive(Wire.issue(UInt32(2 * number + 1))) }
    for slot in 0..<100 {
      connection.handler.outbox.post(
        CallToken(slot: slot, generation: UInt64(slot) + 1), .failure(.useCase(.soldOut)))
    }
    connection.runLoop()
    connection.advance(by: .milliseconds(900))
    try connection.receive(Wire.issue(1))
    connection.advance(by: .seconds(10))
    #expect(connection.handler.machine.callCapacity >= 100)
    #expect(connection.handler.machine.callsInFlight == 1)
  }

  @Test func answersOfAnEventLoopShareTheirStorage() {
    let spare = SpareBuffer(keptCapacity: 1_024)
    let statuses = StatusEncoder(codec: MessageCodec())
    var (first, second) = (
      AnswerBuffer(statuses: statuses, spare: spare), AnswerBuffer(statuses: statuses, spare: spare)
    )
    first.append(.useCase(.soldOut), in: .korean, streamID: 1)
    second.append(.useCase(.soldOut), in: .korean, streamID: 3)
    #expect(first.bytes != second.bytes)
    first.reset()
    second.reset()
    #expect(first.bytes.capacity == 0 && second.bytes.capacity == 0)
    let kept = spare.take().capacity
    #expect(kept > 0)
    // Bytes that wait for a peer stay until it takes them.
    first.append(.useCase(.soldOut), in: .korean, streamID: 5)
    let written = first.bytes
    first.reset()
    second.append(.useCase(.campaignPaused), in: .korean, streamID: 7)
    #expect(written.readableBytes > 0 && written != second.bytes)
    // A large one is not kept.
    for streamID in 0..<100 { first.append(.useCase(.soldOut), in: .korean, streamID: UInt32(2 * streamID + 1)) }
    first.reset()
    #expect(spare.take().capacity <= 1_024)
  }

  @Test func memoryIsGivenBackOnceBehindMuchThatWasFreed() {
    let times = Mutex(0)
    let isDone = DispatchSemaphore(value: 0)
    let memory = FreedMemory(threshold: 100, delay: .milliseconds(1)) {
      times.withLock { $0 += 1 }
      isDone.signal()
    }
    memory.note(99)
    #expect(isDone.wait(timeout: .now() + .milliseconds(20)) == .timedOut)
    memory.note(1)
    #expect(isDone.wait(timeout: .now() + .seconds(20)) == .success)
    #expect(times.withLock { $0 } == 1)
    memory.note(100)
    #expect(isDone.wait(timeout: .now() + .seconds(20)) == .success)
  }
}
