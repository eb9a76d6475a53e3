import Testing

@testable import CampaignInfra

/// The steps of a pool's workers, without threads and connections.
@Suite struct PoolStateTests {
  private let start = ContinuousClock.now

  /// A state whose workers have what the tests take for sessions, and sleep.
  private func state(workers: Int, connectsAtOnce: Bool = false, capacity: Int = 8) -> PoolState<Int> {
    var state = PoolState<Int>(capacity: capacity, workers: workers, connectsAtOnce: connectsAtOnce)
    for worker in 0..<workers { _ = state.next(for: worker, hasSession: false, at: start) }
    return state
  }

  /// A state of which so many workers have a session and wait.
  private func state(workers: Int, sessions: Int) -> PoolState<Int> {
    var state = PoolState<Int>(capacity: 8, workers: workers, connectsAtOnce: true)
    for worker in 0..<sessions {
      #expect(told(state.next(for: worker, hasSession: false, at: start)) == "connect")
      _ = state.connected(worker)
    }
    for worker in 0..<sessions { #expect(told(state.next(for: worker, hasSession: true, at: start)) == "wait") }
    return state
  }

  private func told(_ next: PoolState<Int>.Next) -> String {
    switch next {
    case .assigned(let assignment): told(assignment)
    case .wait(let time): time.map { "wait \(($0 - start).milliseconds) ms" } ?? "wait"
    }
  }

  private func told(_ assignment: PoolState<Int>.Assignment) -> String {
    switch assignment {
    case .serve(let work): "serve \(work)"
    case .connect: "connect"
    case .validate: "validate"
    case .leave: "leave"
    }
  }

  private func told(_ wakings: [PoolState<Int>.Waking]) -> [String] {
    wakings.map { "\($0.worker): \(told($0.assignment))" }
  }

  private func fail(_ state: inout PoolState<Int>, _ worker: Int) -> [Int] {
    var numbers = Highest()
    return state.attemptFailed(worker, at: start, using: &numbers)
  }

  private func add(_ work: Int, to state: inout PoolState<Int>) -> [String] {
    let (addition, waking) = state.add(work, at: start)
    return ["\(addition)"] + told(waking.map { [$0] } ?? [])
  }

  @Test func workGoesToTheWorkerThatBecameIdleLast() {
    var state = state(workers: 3, sessions: 2)
    #expect(add(1, to: &state) == ["added", "1: serve 1"])
    #expect(add(2, to: &state) == ["added", "0: serve 2"])
    #expect(add(3, to: &state) == ["added"], "the third was not there yet")
    #expect(told(state.next(for: 2, hasSession: false, at: start)) == "connect")
  }

  @Test func aRestingWorkerConnectsAndWhoeverIsReadyFirstGetsTheWork() {
    var state = state(workers: 2)
    #expect(add(1, to: &state) == ["added", "1: validate"])
    #expect(told(state.next(for: 1, hasSession: false, at: start)) == "connect")
    #expect(add(2, to: &state) == ["added"], "without a session one attempt at a time")
    #expect(told(state.connected(1)) == ["0: validate"], "more waits than one can do")
    #expect(told(state.next(for: 1, hasSession: true, at: start)) == "serve 1")
    #expect(told(state.next(for: 1, hasSession: true, at: start)) == "serve 2")
    #expect(told(state.next(for: 0, hasSession: false, at: start)) == "wait", "nothing is left to connect for")
  }

  @Test func workFailsWhereNobodyHasASessionAndAtOnceWhileNobodyMayTry() {
    var state = state(workers: 2)
    _ = add(1, to: &state)
    _ = state.next(for: 1, hasSession: false, at: start)
    _ = add(2, to: &state)
    #expect(fail(&state, 1) == [1, 2])
    #expect(state.add(3, at: start).0 == .unavailable(retryAfter: .milliseconds(50)))
    #expect(told(state.next(for: 1, hasSession: false, at: start)) == "wait 50 ms", "it tries again by itself")
    #expect(state.stoppedWaiting(1) == true)
    let later = start + .milliseconds(51)
    #expect(told(state.next(for: 1, hasSession: false, at: later)) == "connect")
    #expect(state.add(4, at: later).0 == .added, "the attempt may succeed")
    #expect(fail(&state, 1) == [4])
  }

  @Test func workWaitsForThoseWhoHaveASessionWhereNoMoreCanBeHad() {
    var state = state(workers: 2, sessions: 1)
    #expect(add(1, to: &state) == ["added", "0: serve 1"])
    #expect(add(2, to: &state) == ["added"])
    #expect(told(state.next(for: 1, hasSession: false, at: start)) == "connect")
    #expect(fail(&state, 1) == [], "one has a session")
    #expect(told(state.next(for: 1, hasSession: false, at: start)) == "wait 50 ms")
    #expect(add(3, to: &state) == ["added"], "nobody is woken to try again too early")
    #expect(told(state.next(for: 0, hasSession: true, at: start)) == "serve 2")
    #expect(told(state.next(for: 0, hasSession: true, at: start)) == "serve 3")
  }

  @Test func workThatIsGivenBackKeepsItsPlace() {
    var state = state(workers: 2, sessions: 1)
    _ = add(1, to: &state)
    _ = add(2, to: &state)
    #expect(told(state.requeue(1)) == [])
    #expect(told(state.next(for: 0, hasSession: true, at: start)) == "serve 1")
    #expect(told(state.next(for: 0, hasSession: true, at: start)) == "serve 2")
    #expect(told(state.next(for: 0, hasSession: true, at: start)) == "wait")
    #expect(told(state.requeue(3)) == ["0: serve 3"])
  }

  @Test func whereSessionsAreSuspectEveryIdleWorkerLooksBeforeItIsGivenWork() {
    var state = state(workers: 3, sessions: 3)
    #expect(add(1, to: &state) == ["added", "2: serve 1"])
    #expect(told(state.suspect()) == ["0: validate", "1: validate"])
    #expect(add(2, to: &state) == ["added"], "nobody is given it")
    #expect(told(state.next(for: 1, hasSession: true, at: start)) == "serve 2", "the first that looked has it")
  }

  @Test func aPoolThatConnectsAtOnceHasAllItsWorkersConnectOnceTheFirstDid() {
    var state = PoolState<Int>(capacity: 8, workers: 4, connectsAtOnce: true)
    #expect(
      (0..<4).map { told(state.next(for: $0, hasSession: false, at: start)) } == ["connect", "wait", "wait", "wait"])
    #expect(told(state.connected(0)) == ["1: validate", "2: validate", "3: validate"])
    #expect(
      (1..<4).map { told(state.next(for: $0, hasSession: false, at: start)) } == ["connect", "connect", "connect"])
    for worker in 1..<4 { #expect(told(state.connected(worker)) == []) }
    #expect(state.sessionCount == 4)
  }

  @Test func oneSessionIsKeptAndMadeAgain() {
    var state = state(workers: 2, sessions: 2)
    #expect(state.stoppedWaiting(1) && state.releaseSession())
    #expect(told(state.next(for: 1, hasSession: false, at: start)) == "wait")
    #expect(state.stoppedWaiting(0) && !state.releaseSession(), "the last one stays")
    var numbers = Highest()
    state.lost(isFailure: false, at: start, using: &numbers)
    #expect(told(state.next(for: 0, hasSession: false, at: start)) == "connect", "though nothing waits")
  }

  @Test func aSessionThatEndsAsTheNextOneMayCountsForTheBackOff() {
    var state = state(workers: 1, sessions: 1)
    var numbers = Highest()
    for expected in [50, 100, 200] {
      state.lost(isFailure: true, at: start, using: &numbers)
      #expect(told(state.next(for: 0, hasSession: false, at: start)) == "wait \(expected) ms")
      #expect(state.stoppedWaiting(0) == true)
      #expect(told(state.next(for: 0, hasSession: false, at: start + .seconds(2))) == "connect")
      _ = state.connected(0)
    }
    state.proved()
    state.lost(isFailure: true, at: start, using: &numbers)
    #expect(told(state.next(for: 0, hasSession: false, at: start)) == "wait 50 ms", "it did what it should meanwhile")
  }

  @Test func whoMayNotConnectYetWaitsUntilTheOthersHaveTheirFirst() {
    var state = state(workers: 2, sessions: 1)
    _ = add(1, to: &state)
    _ = add(2, to: &state)
    #expect(told(state.next(for: 1, hasSession: false, at: start)) == "connect")
    state.refused(1)
    #expect(told(state.next(for: 1, hasSession: false, at: start)) == "wait")
    #expect(add(3, to: &state) == ["added"])
    #expect(told(state.released()) == ["1: validate"])
    #expect(told(state.next(for: 1, hasSession: false, at: start)) == "connect")
  }

  @Test func aClosedPoolDoesWhatWaitsAndThenEveryoneLeaves() {
    var state = state(workers: 3, sessions: 2)
    _ = add(1, to: &state)
    _ = add(2, to: &state)
    _ = add(3, to: &state)
    #expect(told(state.next(for: 2, hasSession: false, at: start)) == "connect")
    #expect(told(state.close()) == [])
    #expect(state.add(4, at: start).0 == .closed)
    #expect(told(state.next(for: 0, hasSession: true, at: start)) == "serve 3")
    #expect(told(state.next(for: 0, hasSession: true, at: start)) == "leave")
    #expect(told(state.next(for: 1, hasSession: true, at: start)) == "leave")
    #expect(fail(&state, 2) == [])
    #expect(told(state.next(for: 2, hasSession: false, at: start)) == "leave")
  }

  @Test func aFullQueueSaysSo() {
    var state = state(workers: 1, capacity: 2)
    #expect([1, 2, 3].map { state.add($0, at: start).0 } == [.added, .added, .full])
  }
}

/// Has the longest back-off drawn.
private struct Highest: RandomNumberGenerator {
  mutating func next() -> UInt64 { .max }
}
