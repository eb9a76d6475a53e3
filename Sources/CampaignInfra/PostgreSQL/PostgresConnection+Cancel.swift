import CLibPQ
import Dispatch
import Synchronization

extension PostgresConnection {
  /// The requests that are under way, and their limit: a machine that is gone without a word answers none for minutes.
  private static let requestCount = Atomic(0)
  private static let requestLimit = 64

  /// The time that whoever drops a statement gives to its cancelling: a server that is there takes a millisecond.
  private static let dropLimit = Duration.milliseconds(200)

  /// Cancels the statement that is given up. A backend that waits for a standby looks at nothing else: it would not see
  /// that its client is gone, and keep its place among `max_connections` for as long as the standby is away.
  func cancelDroppedStatement() {
    cancelStatement(within: Self.dropLimit)
  }

  /// Asks the server to end the statement that is under way. libpq does this on a connection of its own and knows no
  /// deadline for it, so that it has a thread of its own: after `limit` nobody waits for it any more.
  func cancelStatement(within limit: Duration) {
    guard Self.requestCount.add(1, ordering: .relaxed).newValue <= Self.requestLimit else { return Self.requestEnded() }
    guard let request = PQgetCancel(pointer) else { return Self.requestEnded() }
    // One thread uses it: the one that is started, or this one where none could be.
    let address = UInt(bitPattern: request)
    let done = DispatchSemaphore(value: 0)
    let isStarted = ConnectionThread.start(named: "cancel") {
      let request = OpaquePointer(bitPattern: address)
      var message = [CChar](repeating: 0, count: 256)
      PQcancel(request, &message, Int32(message.count))
      PQfreeCancel(request)
      Self.requestEnded()
      done.signal()
    }
    guard isStarted else {
      PQfreeCancel(request)
      return Self.requestEnded()
    }
    _ = done.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds)))
  }

  private static func requestEnded() { requestCount.subtract(1, ordering: .relaxed) }
}
