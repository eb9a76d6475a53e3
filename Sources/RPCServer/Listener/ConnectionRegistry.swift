import Metrics
import NIOCore
import Synchronization

/// The connections of a server: bounds their number and drains them.
///
/// All connections stay open while any of them has calls in flight, so that whoever asks hears that the server drains;
/// when the last call has ended each closes as soon as it is quiet.
final class ConnectionRegistry: Sendable {
  private struct Connections {
    var outboxes: [ObjectIdentifier: ConnectionOutbox] = [:]
    var isDraining = false
    /// The connections whose calls have not all ended, while the server drains.
    var busy: Set<ObjectIdentifier> = []
    /// The number of busy connections when the drain's time was over; `nil` before.
    var busyAtEnd: Int?
    /// Fulfilled when the last connection is gone.
    var emptied: EventLoopPromise<Void>?

    /// The calls of a connection have ended.
    ///
    /// - Returns: the connections to close now, if it was the last that had calls.
    mutating func endCalls(of connection: ObjectIdentifier) -> [ConnectionOutbox] {
      guard busy.remove(connection) != nil, busy.isEmpty else { return [] }
      return Array(outboxes.values)
    }
  }

  private let maximumConnections: Int
  private let open: Meter
  private let connections = Mutex(Connections())

  init(maximumConnections: Int, metrics: any MetricsFactory) {
    self.maximumConnections = maximumConnections
    self.open = Meter(label: "rpc_server_connections", factory: metrics)
  }

  /// The number of connections that have a place, those included that are gone but whose calls are still at work.
  var count: Int { connections.withLock { $0.outboxes.count } }

  /// Gives a new connection a place. False: there is none left, or the server stops.
  func add(_ outbox: ConnectionOutbox) -> Bool {
    let count: Int? = connections.withLock { connections in
      guard !connections.isDraining, connections.outboxes.count < maximumConnections else { return nil }
      connections.outboxes[ObjectIdentifier(outbox)] = outbox
      return connections.outboxes.count
    }
    guard let count else { return false }
    open.set(count)
    return true
  }

  /// A connection is gone and its calls have ended.
  func remove(_ outbox: ConnectionOutbox) {
    let (count, emptied, finished) = connections.withLock { connections in
      connections.outboxes[ObjectIdentifier(outbox)] = nil
      return (
        connections.outboxes.count, connections.outboxes.isEmpty ? connections.emptied.take() : nil,
        connections.endCalls(of: ObjectIdentifier(outbox))
      )
    }
    open.set(count)
    emptied?.succeed()
    for outbox in finished { outbox.finishDrain() }
  }

  /// The calls of a connection have ended while the server drains. Others are refused, so it stays like that.
  func callsEnded(of outbox: ConnectionOutbox) {
    let finished = connections.withLock { $0.endCalls(of: ObjectIdentifier(outbox)) }
    for outbox in finished { outbox.finishDrain() }
  }

  /// Lets every connection finish its calls within the time, and close. Once it is over, whoever waits for an answer
  /// gets one, and the connections have `closingTimeout` to close. The rest is given up: it closes at once.
  ///
  /// - Returns: the number of connections that had calls in flight when the time was over.
  func drain(within timeout: Duration, closingWithin closingTimeout: Duration, on eventLoop: any EventLoop) async -> Int
  {
    let emptied = eventLoop.makePromise(of: Void.self)
    beginDrain(emptied: emptied)
    let timeIsOver = eventLoop.scheduleTask(in: TimeAmount(timeout)) { self.endDrain() }
    // Twice the time: the connections' own timers should come first.
    let patienceIsOver = eventLoop.scheduleTask(in: TimeAmount(timeout + closingTimeout * 2)) {
      self.connections.withLock { $0.emptied.take() }?.succeed()
    }
    // A promise that is only ever succeeded.
    try? await emptied.futureResult.get()
    timeIsOver.cancel()
    patienceIsOver.cancel()
    let busy = giveUp()
    return connections.withLock { $0.busyAtEnd ?? busy }
  }

  /// The time of a drain is over.
  func endDrain() {
    let left = connections.withLock { connections in
      connections.busyAtEnd = connections.busy.count
      return Array(connections.outboxes.values)
    }
    for outbox in left {
      outbox.endDrain()
    }
  }

  /// Takes no connection any more and asks those that there are to finish their calls.
  func beginDrain(emptied: EventLoopPromise<Void>?) {
    let draining = connections.withLock { connections in
      connections.isDraining = true
      connections.busy = Set(connections.outboxes.keys)
      if !connections.outboxes.isEmpty {
        connections.emptied = emptied
      }
      return Array(connections.outboxes.values)
    }
    guard !draining.isEmpty else {
      emptied?.succeed()
      return
    }
    for outbox in draining {
      outbox.beginDrain()
    }
  }

  /// Closes what is left at once, and ends a drain that is under way.
  ///
  /// - Returns: the number of a drain's connections that had calls in flight.
  @discardableResult
  func giveUp() -> Int {
    let (left, busy, emptied) = connections.withLock { connections in
      connections.isDraining = true
      defer {
        connections.outboxes = [:]
        connections.busy = []
      }
      return (Array(connections.outboxes.values), connections.busy.count, connections.emptied.take())
    }
    for outbox in left {
      outbox.abandon(.drainTimeOver)
    }
    emptied?.succeed()
    return busy
  }
}
