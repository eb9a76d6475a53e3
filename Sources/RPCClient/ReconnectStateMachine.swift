/// The rules by which a client that keeps one connection makes a new one. They are generic over the connection and
/// whoever waits for it, so that tests need neither.
///
/// States and their exits: *disconnected* → *dialing* when a call needs a connection; *dialing* → *connected* or
/// *disconnected*; *connected* → *disconnected* when it is lost; each → *closed*, which is final.
struct ReconnectStateMachine<Connection, Waiter> {
  private enum State {
    case disconnected(failures: Int)
    case dialing(failures: Int, [Waiter])
    case connected(Connection)
    case closed
  }

  private var state: State = .disconnected(failures: 0)
  private let maximumWaiters: Int

  init(maximumWaiters: Int) {
    self.maximumWaiters = maximumWaiters
  }

  enum AcquireAction {
    case use(Connection)
    /// Connect; so many attempts in a row have failed, and the back-off for them comes first.
    case dial(failures: Int)
    /// An attempt is under way; the waiter will be told.
    case wait
    case refuse(RPCClientError)
  }

  /// A call needs a connection. `isUsable` tells whether the one that was made still lives.
  mutating func acquire(_ waiter: Waiter, isUsable: (Connection) -> Bool) -> AcquireAction {
    switch state {
    case .connected(let connection) where isUsable(connection):
      return .use(connection)
    case .connected:
      state = .dialing(failures: 0, [waiter])
      return .dial(failures: 0)
    case .disconnected(let failures):
      state = .dialing(failures: failures, [waiter])
      return .dial(failures: failures)
    case .dialing(let failures, var waiters):
      guard waiters.count < maximumWaiters else { return .refuse(.tooManyCalls) }
      // Emptied first, so that the array grows in place.
      state = .closed
      waiters.append(waiter)
      state = .dialing(failures: failures, waiters)
      return .wait
    case .closed:
      return .refuse(.closed)
    }
  }

  /// The connection was made. Returns those who wait for it, and whether it is wanted at all.
  mutating func dialed(_ connection: Connection) -> (waiters: [Waiter], isWanted: Bool) {
    guard case .dialing(_, let waiters) = state else { return ([], false) }
    state = .connected(connection)
    return (waiters, true)
  }

  /// The connection could not be made. Returns those who waited for it.
  mutating func dialFailed() -> [Waiter] {
    guard case .dialing(let failures, let waiters) = state else { return [] }
    state = .disconnected(failures: failures + 1)
    return waiters
  }

  /// The client ends. Returns the connection to close and those who still waited for one.
  mutating func close() -> (connection: Connection?, waiters: [Waiter]) {
    defer { state = .closed }
    switch state {
    case .connected(let connection): return (connection, [])
    case .dialing(_, let waiters): return (nil, waiters)
    case .disconnected, .closed: return (nil, [])
    }
  }
}
