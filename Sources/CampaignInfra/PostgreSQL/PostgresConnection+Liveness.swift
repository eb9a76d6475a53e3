import CLibPQ
import Glibc

/// Finds out that the connection is over, and keeps the reason.
extension PostgresConnection {
  /// True where the connection, unused for a while, still stands as far as this side of it knows: the server's words
  /// since are read, an end of it seen. Only a probe finds out that it went without a word.
  func isAliveWhileIdle() -> Bool {
    guard !isLost else { return false }
    // A notice or two may have come. Readable and yet without a byte is how an end of file looks.
    for _ in 0..<8 {
      guard PQstatus(pointer) == CONNECTION_OK else { break }
      guard SocketWait.wait(for: .read, on: PQsocket(pointer), until: .now) else { return true }
      let isRead = PQconsumeInput(pointer) == 1
      // Has libpq look at what it read, be it the last word.
      _ = PQisBusy(pointer)
      guard isRead else { break }
    }
    _ = lost()
    return false
  }

  /// The only function that warns of a wait for a synchronous standby: that it was cancelled.
  private static let standbyWait = "SyncRepWaitForLSN"

  /// Keeps the server's word when it ends the connection while nothing was asked of it, which libpq takes for a notice,
  /// and the warning that a COMMIT gave up its wait for a standby.
  func keepNotices() {
    // The connection outlives the receiver: only calls on it run that.
    let context = Unmanaged.passUnretained(self).toOpaque()
    PQsetNoticeReceiver(
      pointer,
      { context, notice in
        guard let context, let notice else { return }
        let connection = Unmanaged<PostgresConnection>.fromOpaque(context).takeUnretainedValue()
        let error = PostgresResult.serverError(of: notice, statementIndex: 0)
        if error.isFatal { connection.endReport = .server(error) }
        if PostgresResult.sourceFunction(of: notice) == PostgresConnection.standbyWait {
          connection.gaveUpStandby = true
        }
      }, context)
  }

  func lost() -> PostgresError { ended(by: .connectionLost(lossReason)) }

  func notSent() -> PostgresError { ended(by: .notSent(lossReason)) }

  private func ended(by error: PostgresError) -> PostgresError {
    end(endReport ?? error)
    return error
  }

  func timedOut(_ limit: Limit) -> PostgresError {
    let isInterrupted = interruption?.isInterrupted == true
    let reason = isInterrupted ? "interrupted" : "the server did not answer within \(limit.duration.inSeconds)"
    isTimedOut = !isInterrupted
    let error = PostgresError.connectionLost(reason)
    end(error)
    return error
  }

  /// The reason why the connection is over, never empty.
  private var lossReason: String {
    if let loss { return loss.error.reason }
    if let endReport { return "\(endReport)" }
    let message = errorMessage
    return message.isEmpty ? "the connection was closed" : message
  }
}

extension Duration {
  /// The duration in words, to the millisecond.
  fileprivate var inSeconds: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
