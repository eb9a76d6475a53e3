import CLibPQ

/// Owns one `PGconn`. It blocks, and belongs to one thread at a time. libpq is used without blocking underneath, so that
/// every wait ends at a deadline of ours: a connection that misses it is dropped, for nobody knows what it would still
/// answer.
final class PostgresConnection {
  let pointer: OpaquePointer
  private(set) var isLost = false
  /// Ends every wait on this connection, which is lost then.
  var interruption: Interruption?
  /// The host at its other end, in a form for people.
  var host = ""
  /// The session's settings when it began.
  var settings = SessionSettings()
  /// How many statements each pipeline has that was sent and whose results nobody has read. At most two: a transaction's
  /// end and the next one's beginning.
  private var awaitedCounts: [Int] = []

  /// Takes over `pointer`, a `PGconn`, and finishes it.
  init(owning pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQfinish(pointer)
  }

  var errorMessage: String {
    String(cString: PQerrorMessage(pointer)).split(whereSeparator: \.isNewline).joined(separator: "; ")
  }

  /// Whether the connection, unused for a while, still stands: what the server said meanwhile is read, an end of it seen.
  func isAliveWhileIdle() -> Bool {
    guard !isLost, PQstatus(pointer) == CONNECTION_OK else { return false }
    guard SocketWait.wait(for: .read, on: PQsocket(pointer), until: .now) else { return true }
    guard PQconsumeInput(pointer) == 1, PQstatus(pointer) == CONNECTION_OK else { return false }
    // Readable and yet without a byte is how an end of file looks; a second look tells, for a notice has been read.
    return !SocketWait.wait(for: .read, on: PQsocket(pointer), until: .now)
  }

  /// Whether no transaction is open.
  var isIdle: Bool { !isLost && PQtransactionStatus(pointer) == PQTRANS_IDLE }

  /// Runs a script of several statements, without parameters, as one simple query.
  func run(script: String, within limit: Duration) throws(PostgresError) {
    try send(script: script, within: limit)
    _ = try scriptResults(within: limit)
  }

  /// Sends a script, whose results are then read by `scriptResults`.
  func send(script: String, within limit: Duration) throws(PostgresError) {
    guard PQsendQuery(pointer, script) == 1 else { throw lost() }
    try flush(until: .now + limit)
  }

  /// The results of a script that was sent, one a statement, with values as texts. The first statement that failed is
  /// thrown.
  func scriptResults(within limit: Duration) throws(PostgresError) -> [PostgresResult] {
    let deadline = ContinuousClock.now + limit
    var results: [PostgresResult] = []
    var failure: PostgresError?
    do throws(PostgresError) {
      while let result = try nextResult(until: deadline) {
        if result.status == PGRES_FATAL_ERROR { failure = failure ?? failed(result, results.count) ?? lost() }
        results.append(result)
      }
    } catch {
      // The server's last words tell more than that the connection went.
      throw failure ?? lastWords(results.count) ?? error
    }
    if let failure { throw failure }
    return results
  }

  /// Sends all commands at once and reads their results in order: one round trip. The first that fails is thrown, and
  /// those behind it were not done.
  func pipeline(
    _ commands: [PostgresCommand], within limit: Duration
  ) throws(PostgresError) -> [PostgresResult] {
    try send(commands)
    return try results(within: limit)
  }

  /// Sends all commands at once, up to a synchronization point: behind it the server goes on with what is sent next, even
  /// when one of these fails.
  func send(_ commands: [PostgresCommand]) throws(PostgresError) {
    try send(count: commands.count) { PostgresConnection.send(commands[$0], on: pointer) }
  }

  /// Prepares statements, in one round trip.
  func prepare(_ statements: [PostgresStatement], within limit: Duration) throws(PostgresError) {
    try send(count: statements.count) { index in
      let statement = statements[index]
      let types = statement.parameterTypes.map { Oid($0.rawValue) }
      return PQsendPrepare(pointer, statement.name, statement.sql, Int32(types.count), types)
    }
    _ = try results(within: limit)
  }

  /// Whether something was sent whose results nobody has read.
  var isAwaitingResults: Bool { !awaitedCounts.isEmpty }

  private func send(count: Int, _ send: (Int) -> Int32) throws(PostgresError) {
    guard !isLost, isAwaitingResults || PQenterPipelineMode(pointer) == 1 else { throw notSent() }
    for index in 0..<count {
      // The last statement is the one that commits, if any does: as long as it isn't sent, nothing is saved.
      guard send(index) == 1 else { throw notSent() }
    }
    guard PQpipelineSync(pointer) == 1 else { throw lost() }
    awaitedCounts.append(count)
  }

  /// Reads the results of what was sent first of that which nobody has read, in order. The first statement that failed is
  /// thrown. `beforeWaiting` is run before the first wait, if there has to be one. `isSoon`: they come so soon that the thread
  /// stays awake for them.
  func results(
    within limit: Duration, isSoon: Bool = true, beforeWaiting: () -> Void = {}
  ) throws(PostgresError) -> [PostgresResult] {
    if PQflush(pointer) != 0 || PQisBusy(pointer) == 1 { beforeWaiting() }
    let deadline = ContinuousClock.now + limit
    guard !isLost, !awaitedCounts.isEmpty else { throw lost() }
    let count = awaitedCounts.removeFirst()
    var results: [PostgresResult] = []
    results.reserveCapacity(count)
    var failure: PostgresError?
    do throws(PostgresError) {
      try flush(until: deadline)
      for index in 0..<count {
        guard let result = try nextResult(until: deadline, isSoon: isSoon) else { throw lost() }
        switch result.status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: results.append(result)
        case PGRES_PIPELINE_ABORTED: break
        default: failure = failure ?? failed(result, index)
        }
        // Each statement's results end with a null; a lost connection shows as one that never ends.
        guard PQstatus(pointer) == CONNECTION_OK else { throw lost() }
        guard try nextResult(until: deadline) == nil else { throw .unexpected("two results of one statement") }
      }
      guard let sync = try nextResult(until: deadline, isSoon: isSoon), sync.status == PGRES_PIPELINE_SYNC,
        isAwaitingResults || PQexitPipelineMode(pointer) == 1
      else { throw lost() }
    } catch {
      isLost = true
      // What the server said before the connection went tells more than that it went.
      throw failure ?? error
    }
    if let failure { throw failure }
    return results
  }

  /// A connection that breaks shows as a failed result too, but as one that the server didn't send: without a SQLSTATE.
  private func failed(_ result: PostgresResult, _ index: Int) -> PostgresError? {
    result.hasSQLState ? .server(result.serverError(statementIndex: index)) : nil
  }

  /// The error report that came before the end of a connection that is broken, if one did. A connection that is not broken
  /// would block here.
  private func lastWords(_ index: Int) -> PostgresError? {
    guard PQstatus(pointer) == CONNECTION_BAD, let result = PQgetResult(pointer) else { return nil }
    return failed(PostgresResult(owning: result), index)
  }

  private static func send(_ command: PostgresCommand, on pointer: OpaquePointer) -> Int32 {
    let parameters = command.parameters
    let count = parameters.values.count
    return parameters.bytes.withUnsafeBufferPointer { buffer in
      let values = parameters.values.map { range -> UnsafePointer<CChar>? in
        guard let range, let base = buffer.baseAddress else { return nil }
        return UnsafeRawPointer(base + range.lowerBound).assumingMemoryBound(to: CChar.self)
      }
      let lengths = parameters.values.map { Int32(clamping: $0?.count ?? 0) }
      let formats = [Int32](repeating: 1, count: count)
      return PQsendQueryPrepared(pointer, command.statement.name, Int32(count), values, lengths, formats, 1)
    }
  }

  private func flush(until deadline: ContinuousClock.Instant) throws(PostgresError) {
    while true {
      switch PQflush(pointer) {
      case 0: return
      case 1:
        guard SocketWait.wait(for: .readOrWrite, on: PQsocket(pointer), until: deadline, unless: interruption)
        else { throw timedOut() }
        // The server may wait for us to read before it reads on.
        guard PQconsumeInput(pointer) == 1 else { throw lost() }
      default: throw lost()
      }
    }
  }

  /// The next result, or nil where the current statement has no more.
  private func nextResult(
    until deadline: ContinuousClock.Instant, isSoon: Bool = true
  ) throws(PostgresError) -> PostgresResult? {
    while PQisBusy(pointer) == 1 {
      let socket = PQsocket(pointer)
      let isReady =
        isSoon && interruption == nil
        ? SocketWait.waitAwake(for: .read, on: socket, until: deadline)
        : SocketWait.wait(for: .read, on: socket, until: deadline, unless: interruption)
      guard isReady else { throw timedOut() }
      guard PQconsumeInput(pointer) == 1 else { throw lost() }
    }
    return PQgetResult(pointer).map(PostgresResult.init(owning:))
  }

  /// Waits for notifications on any channel this connection listens to, and returns what they carry. Empty: none came
  /// until `deadline`, or `wakeup` became readable.
  func waitForNotifications(
    until deadline: ContinuousClock.Instant, wakeup: Int32
  ) throws(PostgresError) -> [String] {
    while true {
      let payloads = try takeNotifications()
      if !payloads.isEmpty { return payloads }
      switch SocketWait.waitToRead(PQsocket(pointer), or: wakeup, until: deadline) {
      case .first: guard PQconsumeInput(pointer) == 1 else { throw lost() }
      case .second, nil: return []
      }
    }
  }

  private func takeNotifications() throws(PostgresError) -> [String] {
    guard PQstatus(pointer) == CONNECTION_OK else { throw lost() }
    var payloads: [String] = []
    while let notification = PQnotifies(pointer) {
      payloads.append(notification.pointee.extra.map { String(cString: $0) } ?? "")
      PQfreemem(notification)
    }
    return payloads
  }

  private func lost() -> PostgresError {
    isLost = true
    return .connectionLost(errorMessage)
  }

  private func notSent() -> PostgresError {
    isLost = true
    return .notSent(errorMessage)
  }

  private func timedOut() -> PostgresError {
    isLost = true
    return .connectionLost(
      interruption?.isInterrupted == true
        ? "interrupted" : "the server did not answer within our own limit")
  }
}
