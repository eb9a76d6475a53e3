internal import NIOCore

/// The connections of one sender: requests are written on them by turns, and leave together. Lives on the sender's
/// event loop.
final class SenderConnections {
  private let connections: [LoadConnection]
  private var turn = 0
  /// The channels that have something to write.
  private var unflushed: [LoadChannelHandler] = []

  /// Connections that are yet to be made.
  init(_ connections: [LoadConnection]) {
    self.connections = connections
  }

  /// The number of connections, made or lost.
  var count: Int { connections.count }

  /// Makes them all; fails with the ``RPCClientError`` of one that can't be made.
  func connect(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
    EventLoopFuture.andAllSucceed(connections.map { $0.connect() }, on: eventLoop)
  }

  func close(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
    EventLoopFuture.andAllComplete(connections.map { $0.close() }, on: eventLoop)
  }

  /// The channel whose turn it is; those that are lost or full are passed over.
  func nextReady(where isWanted: (LoadChannelHandler) -> Bool = { _ in true }) -> LoadChannelHandler? {
    for _ in connections.indices {
      turn = turn + 1 < connections.count ? turn + 1 : 0
      if let handler = connections[turn].ready, isWanted(handler) { return handler }
    }
    return nil
  }

  /// Encodes a request, which leaves with the next ``flush()``; false when the channel takes none.
  func write(_ request: InFlightRequest, on handler: LoadChannelHandler, at now: NIODeadline) -> Bool {
    guard handler.send(request, at: now) else { return false }
    // A handful at most: several senders' connections share a turn.
    if unflushed.last !== handler { unflushed.append(handler) }
    return true
  }

  func flush() {
    // One by one: a write that fails at once ends requests, and a closed loop then sends others.
    while let handler = unflushed.popLast() { handler.flush() }
  }
}
