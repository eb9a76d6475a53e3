import CLibPQ

extension PostgresConnection {
  /// Waits for notifications on any channel this connection listens to, and returns what they carry. Empty: none came
  /// until `deadline`, or `wakeup` became readable.
  func waitForNotifications(
    until deadline: ContinuousClock.Instant, wakeup: Int32
  ) throws(PostgresError) -> [String] {
    while true {
      let payloads = try takeNotifications()
      if !payloads.isEmpty { return payloads }
      guard SocketWait.wait(for: .read, on: PQsocket(pointer), until: deadline, unlessReadable: wakeup) else {
        return []
      }
      guard PQconsumeInput(pointer) == 1 else { throw lostWhileListening() }
    }
  }

  private func takeNotifications() throws(PostgresError) -> [String] {
    guard !isLost, PQstatus(pointer) == CONNECTION_OK else { throw lostWhileListening() }
    var payloads: [String] = []
    while let notification = PQnotifies(pointer) {
      payloads.append(notification.pointee.extra.map { String(cString: $0) } ?? "")
      PQfreemem(notification)
      heardAt = .now
    }
    return payloads
  }

  /// Has libpq look at the server's last word first.
  private func lostWhileListening() -> PostgresError {
    _ = PQisBusy(pointer)
    return lost()
  }
}
