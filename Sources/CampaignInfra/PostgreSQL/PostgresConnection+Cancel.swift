import CLibPQ
import Dispatch

extension PostgresConnection {
  /// Asks the server to end the statement that is under way. libpq does this on a connection of its own and knows no
  /// deadline for it, so that it has a thread of its own: after `limit` nobody waits for it any more.
  func cancelStatement(within limit: Duration) {
    guard let request = PQgetCancel(pointer) else { return }
    // One thread uses it: the one that is started, or this one where none could be.
    let address = UInt(bitPattern: request)
    let done = DispatchSemaphore(value: 0)
    let isStarted = ConnectionThread.start(named: "cancel") {
      let request = OpaquePointer(bitPattern: address)
      var message = [CChar](repeating: 0, count: 256)
      PQcancel(request, &message, Int32(message.count))
      PQfreeCancel(request)
      done.signal()
    }
    guard isStarted else { return PQfreeCancel(request) }
    _ = done.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds)))
  }
}
