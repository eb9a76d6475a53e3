internal import NIOCore
internal import Synchronization

/// One connection that is made again when a call finds it lost. Nothing happens while nobody calls.
final class ReconnectingConnection: Sendable {
  typealias Waiter = @Sendable (Result<RPCConnection, RPCClientError>) -> Void

  let eventLoop: any EventLoop
  private let address: ServerAddress
  private let configuration: RPCClientConfiguration
  private let machine: Mutex<ReconnectStateMachine<RPCConnection, Waiter>>

  init(address: ServerAddress, eventLoop: any EventLoop, configuration: RPCClientConfiguration) {
    self.address = address
    self.eventLoop = eventLoop
    self.configuration = configuration
    self.machine = Mutex(ReconnectStateMachine(maximumWaiters: configuration.maximumCallsInFlight))
  }

  /// Hands out the connection, at once when there is one (then the result is true), otherwise when it was made or
  /// could not be made.
  @discardableResult
  func acquire(_ waiter: @escaping Waiter) -> Bool {
    let action = machine.withLock { machine in
      machine.acquire(waiter) { $0.isActive }
    }
    switch action {
    case .use(let connection):
      waiter(.success(connection))
      return true
    case .refuse(let error):
      waiter(.failure(error))
      return true
    case .wait:
      return false
    case .dial(let failures):
      dial(afterFailures: failures)
      return false
    }
  }

  func close() async {
    let (connection, waiters) = machine.withLock { $0.close() }
    for waiter in waiters { waiter(.failure(.closed)) }
    // Ending can't fail in a way that matters: afterwards there is no connection.
    try? await connection?.close().get()
  }

  private func dial(afterFailures failures: Int) {
    var generator = SystemRandomNumberGenerator()
    let delay = configuration.reconnectBackoff.delay(afterFailures: failures, using: &generator)
    let connection =
      delay > .zero
      ? eventLoop.flatScheduleTask(in: TimeAmount(delay)) { self.connect() }.futureResult : connect()
    connection.whenComplete { result in
      switch result {
      case .success(let connection): self.dialed(connection)
      case .failure(let error): self.dialFailed(error)
      }
    }
  }

  private func connect() -> EventLoopFuture<RPCConnection> {
    RPCConnection.connect(to: address, on: eventLoop, configuration: configuration)
  }

  private func dialed(_ connection: RPCConnection) {
    let (waiters, isWanted) = machine.withLock { $0.dialed(connection) }
    guard isWanted else { return connection.close().whenComplete { _ in } }
    for waiter in waiters { waiter(.success(connection)) }
  }

  private func dialFailed(_ error: any Error) {
    let failure = error as? RPCClientError ?? .unreachable("\(address): \(error)")
    for waiter in machine.withLock({ $0.dialFailed() }) { waiter(.failure(failure)) }
  }
}
