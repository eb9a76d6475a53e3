import Testing

@testable import RPCClient

struct ReconnectStateMachineTests {
  typealias Machine = ReconnectStateMachine<String, Int>

  private enum Action: Equatable {
    case use(String), dial(Int), wait, refuse(RPCClientError)
  }

  private func acquire(_ machine: inout Machine, _ waiter: Int, usable: Bool = true) -> Action {
    switch machine.acquire(waiter, isUsable: { _ in usable }) {
    case .use(let connection): .use(connection)
    case .dial(let failures): .dial(failures)
    case .wait: .wait
    case .refuse(let error): .refuse(error)
    }
  }

  @Test func oneAttemptServesAllWhoWait() {
    var machine = Machine(maximumWaiters: 10)
    #expect(acquire(&machine, 1) == .dial(0))
    #expect(acquire(&machine, 2) == .wait)
    let made = machine.dialed("first")
    #expect(made.waiters == [1, 2] && made.isWanted)
    #expect(acquire(&machine, 3) == .use("first"))
  }

  @Test func aLostConnectionIsMadeAgainWhenSomebodyCalls() {
    var machine = Machine(maximumWaiters: 10)
    _ = acquire(&machine, 1)
    _ = machine.dialed("first")
    #expect(acquire(&machine, 2, usable: false) == .dial(0))
    #expect(machine.dialed("second").waiters == [2])
  }

  @Test func failuresInARowAreCountedForTheBackoff() {
    var machine = Machine(maximumWaiters: 10)
    #expect(acquire(&machine, 1) == .dial(0))
    #expect(machine.dialFailed() == [1])
    #expect(acquire(&machine, 2) == .dial(1))
    #expect(machine.dialFailed() == [2])
    #expect(acquire(&machine, 3) == .dial(2))
    _ = machine.dialed("first")
    #expect(acquire(&machine, 4, usable: false) == .dial(0))
  }

  @Test func whoWaitsPastTheBoundIsRefused() {
    var machine = Machine(maximumWaiters: 2)
    _ = acquire(&machine, 1)
    #expect(acquire(&machine, 2) == .wait)
    #expect(acquire(&machine, 3) == .refuse(.tooManyCalls))
  }

  @Test func aConnectionThatComesAfterTheEndIsNotWanted() {
    var machine = Machine(maximumWaiters: 2)
    _ = acquire(&machine, 1)
    #expect(machine.close().waiters == [1])
    #expect(!machine.dialed("late").isWanted)
    #expect(acquire(&machine, 2) == .refuse(.closed))
  }
}
