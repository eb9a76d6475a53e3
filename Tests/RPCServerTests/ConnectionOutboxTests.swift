import CampaignService
import Dispatch
import NIOCore
import Synchronization
import Testing

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct ConnectionOutboxTests {
  @Test func aHopIsMadeBeforeGivingUpReturnsOrNotAtAll() {
    let eventLoop = RecordingEventLoop()
    let outbox = ConnectionOutbox(eventLoop: eventLoop)
    let givenUp = DispatchSemaphore(value: 0)
    // While an answer is on its way into the loop, another thread gives the connection up; the loop may then shut down.
    eventLoop.duringFirstExecute {
      DispatchQueue.global().async {
        outbox.abandon(.drainTimeOver)
        givenUp.signal()
      }
      #expect(givenUp.wait(timeout: .now() + .milliseconds(100)) == .timedOut)
    }
    outbox.post(CallToken(slot: 0, generation: 0), .failure(.timeOver))
    givenUp.wait()
    let executed = eventLoop.executed
    outbox.post(CallToken(slot: 1, generation: 0), .failure(.timeOver))
    outbox.beginDrain()
    outbox.finishDrain()
    #expect(eventLoop.executed == executed)
  }

  @Test func severalAnswersMakeOneHop() {
    let eventLoop = RecordingEventLoop()
    let outbox = ConnectionOutbox(eventLoop: eventLoop)
    for slot in 0..<5 {
      outbox.post(CallToken(slot: slot, generation: 0), .failure(.timeOver))
    }
    #expect(eventLoop.executed == 1)
    var entries: [ConnectionOutbox.Entry] = []
    outbox.takeEntries(into: &entries)
    #expect(entries.map(\.token.slot) == [0, 1, 2, 3, 4])
  }
}

/// An event loop on which the test never is, and which only counts what it is asked to execute.
private final class RecordingEventLoop: EventLoop {
  private struct State {
    var executed = 0
    var duringFirst: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  var executed: Int { state.withLock { $0.executed } }
  let inEventLoop = false

  func duringFirstExecute(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.duringFirst = body }
  }

  func execute(_ task: @escaping @Sendable () -> Void) {
    let body = state.withLock { state in
      state.executed += 1
      return state.duringFirst.take()
    }
    body?()
  }

  func scheduleTask<T>(
    deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T
  ) -> Scheduled<T> {
    Scheduled(promise: makePromise(of: T.self), cancellationTask: {})
  }

  func scheduleTask<T>(in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
    scheduleTask(deadline: .now() + delay, task)
  }

  func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
    callback(nil)
  }
}
