import CLibPQ

/// Owns one `PGconn`. It blocks, and belongs to one thread at a time. libpq is used without blocking underneath, so
/// that every wait ends at a deadline of ours: a connection that misses it is dropped, for nobody knows what it would
/// still answer.
final class PostgresConnection {
  let pointer: OpaquePointer
  /// Ends every wait on this connection, which is lost then.
  var interruption: Interruption?
  /// The host at its other end, in a form for people.
  var host = ""
  /// The session's settings when it began.
  var settings = SessionSettings()
  /// The server at its other end when it began; `nil`: it is not asked for yet.
  var identity: ServerIdentity?
  /// The time at which it stood.
  let madeAt = ContinuousClock.now
  /// The time at which the server was last heard of.
  var heardAt = ContinuousClock.now
  /// The commands that were sent and whose results nobody has read. At most two: a transaction's end and the next one's
  /// beginning.
  var flights: [Flight] = []
  /// The reason why it is over; `nil`: as far as anybody knows it stands.
  private(set) var loss: ConnectionLoss?
  /// Told once, when it is over.
  var onLoss: (ConnectionLoss) -> Void = { _ in }
  /// The server's words when it ended the connection.
  var endReport: PostgresError?
  /// Set once the server warns that a COMMIT gave up its wait for a synchronous standby, until the results are read
  /// among which that COMMIT's is. No notice of a later flight comes before: each flight begins with another message.
  var gaveUpStandby = false
  /// True where it is over because a limit of ours passed: the server may be at the statement still.
  var isTimedOut = false
  var liveness = LivenessLimits()
  /// False: no wait of this connection spins.
  var spins = true
  /// The way in which it learns that its server takes no changes, and ends; `nil`: it doesn't mind.
  var readOnlyReport: ReadOnlyReport?

  /// Takes over `pointer`, a `PGconn`, and finishes it.
  init(owning pointer: OpaquePointer) {
    self.pointer = pointer
    keepNotices()
  }

  deinit {
    PQfinish(pointer)
  }

  var errorMessage: String {
    let lines = String(cString: PQerrorMessage(pointer)).split(whereSeparator: \.isNewline)
    return lines.map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
  }

  var isLost: Bool { loss != nil }

  /// The connection is over; the first reason counts.
  func end(_ error: PostgresError) {
    guard loss == nil else { return }
    let loss = ConnectionLoss(error: error, host: host.isEmpty ? nil : host)
    self.loss = loss
    // We left it, and that says nothing of the server.
    if interruption?.isInterrupted != true { onLoss(loss) }
  }

  /// True when a transaction is open.
  var isInTransaction: Bool { PQtransactionStatus(pointer) == PQTRANS_INTRANS }

  /// True when no transaction is open.
  var isIdle: Bool { !isLost && PQtransactionStatus(pointer) == PQTRANS_IDLE }

  /// Runs a script of several statements, without parameters, as one simple query. Returns a result for each.
  /// `commits`: it is a COMMIT, and throws `.notReplicated` where that gave up a standby.
  @discardableResult
  func run(
    script: String, within limit: Duration, commits: Bool = false
  ) throws(PostgresError) -> [PostgresResult] {
    try send(script: script, within: limit)
    let results = try scriptResults(within: limit)
    defer { gaveUpStandby = false }
    if commits && gaveUpStandby { throw .notReplicated }
    return results
  }

  /// Sends a script, whose results are then read by `scriptResults`.
  func send(script: String, within limit: Duration) throws(PostgresError) {
    guard PQsendQuery(pointer, script) == 1 else { throw lost() }
    try flush(within: Limit(limit))
  }

  /// The results of a script that was sent, one a statement, with values as texts. The first statement that failed is
  /// thrown.
  func scriptResults(within limit: Duration) throws(PostgresError) -> [PostgresResult] {
    let limit = Limit(limit)
    var results: [PostgresResult] = []
    var failure: PostgresError?
    do throws(PostgresError) {
      while let result = try nextResult(within: limit) {
        if result.status == PGRES_FATAL_ERROR { failure = failure ?? failed(result, results.count) ?? lost() }
        results.append(result)
      }
    } catch {
      // The server's last words tell more than that the connection went.
      throw failure ?? lastReport(results.count) ?? error
    }
    if let failure { throw failure }
    return results
  }

  /// The error report that came before the end of a connection that is broken, if one did. A connection that is not
  /// broken would block here.
  private func lastReport(_ index: Int) -> PostgresError? {
    guard PQstatus(pointer) == CONNECTION_BAD, let result = PQgetResult(pointer) else { return nil }
    return failed(PostgresResult(owning: result), index)
  }
}

/// The end of a connection.
struct ConnectionLoss {
  let error: PostgresError
  /// The server that it was to.
  let host: String?
}
