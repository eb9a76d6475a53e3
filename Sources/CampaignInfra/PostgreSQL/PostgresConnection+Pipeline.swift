import CLibPQ
import Glibc

/// Statements that were sent in one breath, up to a synchronization point.
struct Flight {
  /// A liveness probe went ahead of the statements, which the server answers before it begins with them.
  let hasProbe: Bool
  let statementCount: Int
}

extension PostgresConnection {
  /// Sends all commands at once and reads their results in order: one round trip. The first that fails is thrown, and
  /// those behind it were not done.
  func pipeline(
    _ commands: [PostgresCommand], within limit: Duration
  ) throws(PostgresError) -> [PostgresResult] {
    try send(commands)
    return try results(within: limit)
  }

  /// Sends all commands at once, up to a synchronization point: behind it the server goes on with what is sent next,
  /// even when one of these fails.
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

  /// True where something was sent whose results nobody has read.
  var isAwaitingResults: Bool { !flights.isEmpty }

  private func send(count: Int, _ send: (Int) -> Int32) throws(PostgresError) {
    guard !isLost, isAwaitingResults || PQenterPipelineMode(pointer) == 1 else { throw notSent() }
    let hasProbe = !isAwaitingResults && ContinuousClock.now - heardAt >= liveness.freshness
    guard !hasProbe || PQpipelineSync(pointer) == 1 else { throw notSent() }
    for index in 0..<count {
      // The last statement is the one that commits, if any does: as long as it isn't sent, nothing is saved.
      guard send(index) == 1 else { throw notSent() }
    }
    guard PQpipelineSync(pointer) == 1 else { throw lost() }
    flights.append(Flight(hasProbe: hasProbe, statementCount: count))
  }

  /// Has the server answer a synchronization point with nothing before it.
  func synchronize() throws(PostgresError) {
    guard !isLost, !isAwaitingResults, PQenterPipelineMode(pointer) == 1, PQpipelineSync(pointer) == 1 else {
      throw lost()
    }
    flights.append(Flight(hasProbe: false, statementCount: 0))
    _ = try results(within: liveness.probeTimeout)
  }

  /// Reads the results of what was sent first of that which nobody has read, in order. The first statement that failed
  /// is thrown. `spins`: they come so soon that the thread spins before it sleeps. `commitIndex`: the place of the
  /// COMMIT among them. Once that is answered nothing undoes it, neither a statement behind it that fails nor the end
  /// of the connection: the results as far as they came are returned, or `.notReplicated` is thrown where it gave up a
  /// standby.
  func results(
    within limit: Duration, spins: Bool = true, commitIndex: Int? = nil
  ) throws(PostgresError) -> [PostgresResult] {
    guard !isLost, !flights.isEmpty else { throw lost() }
    let flight = flights.removeFirst()
    var results: [PostgresResult] = []
    results.reserveCapacity(flight.statementCount)
    var failure: PostgresError?
    do throws(PostgresError) {
      let limit = Limit(limit)
      if flight.hasProbe { try awaitProbe(spins: spins) }
      try read(flight, into: &results, failure: &failure, within: limit, spins: spins)
      heardAt = .now
      if let failure {
        if failure.endsSession { end(failure) }
      } else if let error = changeOfRole {
        failure = error
        end(error)
      }
    } catch {
      // The server's last words tell more than that the connection went.
      failure = failure ?? error
      end(failure ?? error)
    }
    defer { gaveUpStandby = false }
    let isCommitted = commitIndex.map { results.count > $0 } ?? false
    if let failure, !isCommitted { throw failure }
    // Also of a statement that is a transaction of its own.
    if gaveUpStandby { throw .notReplicated }
    return results
  }

  private func awaitProbe(spins: Bool) throws(PostgresError) {
    let limit = Limit(liveness.probeTimeout)
    try flush(within: limit)
    try awaitSynchronization(within: limit, spins: spins)
  }

  /// Reads the results of a flight up to its end. `failure`: of the first statement that failed; the connection stands.
  private func read(
    _ flight: Flight, into results: inout [PostgresResult], failure: inout PostgresError?, within limit: Limit,
    spins: Bool
  ) throws(PostgresError) {
    do throws(PostgresError) {
      try flush(within: limit)
      for index in 0..<flight.statementCount {
        guard let result = try nextResult(within: limit, spins: spins) else { throw lost() }
        switch result.status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: results.append(result)
        case PGRES_PIPELINE_ABORTED: break
        default: failure = failure ?? failed(result, index)
        }
        // Each statement's results end with a null; a lost connection shows as one that never ends.
        guard PQstatus(pointer) == CONNECTION_OK else { throw lost() }
        guard try nextResult(within: limit) == nil else { throw .unexpected("two results of one statement") }
      }
      try awaitSynchronization(within: limit, spins: spins)
      guard isAwaitingResults || PQexitPipelineMode(pointer) == 1 else { throw lost() }
    } catch {
      if isTimedOut && flight.statementCount > 0 { cancelDroppedStatement() }
      throw error
    }
  }

  /// True where all is sent and the first result is here.
  var isAnswered: Bool { PQflush(pointer) == 0 && PQisBusy(pointer) == 0 }

  /// True where the first of an answer is here, as far as can be told without waiting.
  func hasAnswer() throws(PostgresError) -> Bool {
    guard !isLost, PQflush(pointer) >= 0 else { throw lost() }
    if PQisBusy(pointer) == 0 { return true }
    guard PQconsumeInput(pointer) == 1 else { throw lost() }
    return PQisBusy(pointer) == 0
  }

  private func awaitSynchronization(within limit: Limit, spins: Bool) throws(PostgresError) {
    guard let result = try nextResult(within: limit, spins: spins) else { throw lost() }
    guard result.status == PGRES_PIPELINE_SYNC else {
      // The report of its end, not an answer.
      if let error = failed(result, 0) { end(error) }
      throw lost()
    }
  }

  /// A connection that breaks shows as a failed result too, but as one that the server didn't send: without a SQLSTATE.
  func failed(_ result: PostgresResult, _ index: Int) -> PostgresError? {
    guard result.hasSQLState else { return nil }
    let error = result.serverError(statementIndex: index)
    if error.isFatal { endReport = .server(error) }
    return .server(error)
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

  func flush(within limit: Limit) throws(PostgresError) {
    while true {
      switch PQflush(pointer) {
      case 0: return
      case 1:
        guard
          SocketWait.wait(for: .readOrWrite, on: PQsocket(pointer), until: limit.deadline, unless: interruption)
        else { throw timedOut(limit) }
        // The server may wait for us to read before it reads on.
        guard PQconsumeInput(pointer) == 1 else { throw lost() }
      default: throw lost()
      }
    }
  }

  /// The next result, or `nil` where the current statement has no more.
  func nextResult(within limit: Limit, spins: Bool = true) throws(PostgresError) -> PostgresResult? {
    while PQisBusy(pointer) == 1 {
      let socket = PQsocket(pointer)
      let isReady =
        spins && self.spins && interruption == nil
        ? SocketWait.spinThenWait(for: .read, on: socket, until: limit.deadline)
        : SocketWait.wait(for: .read, on: socket, until: limit.deadline, unless: interruption)
      guard isReady else { throw timedOut(limit) }
      guard PQconsumeInput(pointer) == 1 else { throw lost() }
    }
    return PQgetResult(pointer).map(PostgresResult.init(owning:))
  }
}

/// A limit of ours on a round trip, from now on.
struct Limit {
  let duration: Duration
  let deadline: ContinuousClock.Instant

  init(_ duration: Duration) {
    self.duration = duration
    deadline = .now + duration
  }
}
