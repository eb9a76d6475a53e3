internal import NIOCore
internal import RPCClient

/// One of a sender's connections. When it is lost, it is made again after a short wait, for as long as there is
/// something to send; until then it carries nothing. Lives on its event loop.
final class LoadConnection {
  private static let redialDelay = TimeAmount.milliseconds(100)

  private let address: ServerAddress
  private let eventLoop: any EventLoop
  private let configuration: RPCClientConfiguration
  private var connection: RPCConnection?
  private var isStopped = false

  init(to address: ServerAddress, on eventLoop: any EventLoop, configuration: RPCClientConfiguration) {
    self.address = address
    self.eventLoop = eventLoop
    self.configuration = configuration
  }

  /// The connection, when there is a live one.
  var live: RPCConnection? {
    guard let connection, connection.isActive else { return nil }
    return connection
  }

  /// Connects; fails with an ``RPCClientError``.
  func connect() -> EventLoopFuture<Void> {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    return RPCConnection.connect(to: address, on: eventLoop, configuration: configuration).map { connection in
      bound.value.adopt(connection)
    }
  }

  func close() -> EventLoopFuture<Void> {
    isStopped = true
    return connection?.close() ?? eventLoop.makeSucceededVoidFuture()
  }

  private func adopt(_ made: RPCConnection) {
    guard !isStopped else { return made.close().whenComplete { _ in } }
    connection = made
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    made.closeFuture.whenComplete { _ in bound.value.redial() }
  }

  private func redial() {
    connection = nil
    guard !isStopped else { return }
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: Self.redialDelay) {
      guard !bound.value.isStopped else { return }
      bound.value.connect().whenFailure { _ in bound.value.redial() }
    }
  }
}
