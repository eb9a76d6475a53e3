public import CampaignApplication
public import CampaignDomain

/// A session on one PostgreSQL connection, whose statements are prepared.
public final class PostgresCampaignSession: IssueSession, CreationSession, ReadingSession, AgendaSession,
  QueueBatchSession
{
  let connection: PostgresConnection
  let responseTimeout: Duration
  /// The lock that was sent, behind a COMMIT or by itself, and whose answer nobody has taken yet.
  var sentLock: IssueQueryCommands?
  /// The locks of several campaigns that were sent.
  var sentLocks: SentLocks?
  /// The COMMIT that was sent.
  var sentCommit: SentCommit?
  /// The one who says what of the database is durable; `nil`: nothing of what it returns is held.
  let gate: PostgresDurabilityGate?
  /// The gate's epoch when what is open now, or was read last, was about to be sent.
  var epoch = DurabilityEpoch.none
  /// True where the thread spins for the next lock; false in the midst of a crowd, which has a use for the core.
  var spinsForLock = true
  /// Commands that go along with the next COMMIT.
  var staged = PostgresBatch()
  /// The source of the stamps of the rows that are saved.
  var numbers = KernelRandomNumbers()
  /// The sequence of transitions' ids was seen to lie behind the rows.
  private(set) var isTransitionSequenceBehind = false

  /// Connects and prepares every statement. `readOnlyReport` is what the server's version has, unless told.
  init(
    _ configuration: PostgresConfiguration, gate: PostgresDurabilityGate? = nil, readOnlyReport: ReadOnlyReport? = nil
  ) throws(PostgresError) {
    self.gate = gate
    connection = try configuration.connect()
    responseTimeout = configuration.responseTimeout
    // A pooler may give us a server on which somebody else prepared statements of the same names.
    try connection.run(script: "DEALLOCATE ALL; \(PlannerSettings.script)", within: responseTimeout)
    try connection.begin(configuration, report: readOnlyReport)
    let clock = CampaignStatements.clock(for: connection.readOnlyReport)
    try connection.prepare(
      [clock] + CampaignStatements.all + AgendaStatements.all + CouponStatements.all + QueueJoinStatements.all
        + QueueBatchStatements.all + CouponRequestStatements.all + DeliveryChangeStatements.all
        + RevocationStatements.all + DeliveryStatements.all + CompensationStatements.all + AlertStatements.all,
      within: responseTimeout)
    // A gate that waits at a server that was left hears of it, also while nobody is served because it waits.
    _ = currentEpoch
    // It was made at a server that the gate doesn't come to: that counts as an attempt that failed.
    if let loss = connection.loss { throw loss.error }
  }

  /// True where nothing more can be asked of it: its connection is lost.
  public var isOver: Bool { connection.isLost }

  /// The database's clock, of the result of `CampaignStatements.clock`. Throws, and ends the session, where that says,
  /// too, that the server takes no changes.
  func clock(_ result: PostgresResult) throws(PostgresError) -> Timestamp {
    if connection.readOnlyReport == .polled { try connection.endIfReadOnly(result.int32(0, 1)) }
    return try result.timestamp(0, 0)
  }

  /// Rolls back what is open, in one round trip, or in none where nothing is.
  public func rollback() throws(RepositoryError) {
    staged = PostgresBatch()
    if connection.isAwaitingResults {
      // A lock that nobody wants any more: granted or not, it goes with the transaction.
      (sentLock, sentLocks, sentCommit) = (nil, nil, nil)
      _ = try? connection.results(within: responseTimeout)
    }
    guard !connection.isLost, !connection.isIdle else { return }
    var batch = PostgresBatch()
    batch.add(CampaignStatements.rollback)
    try read(batch) { (_) throws(PostgresError) in }
  }

  /// Runs commands that save nothing, and makes a value of their results. Results that don't fit are our own fault.
  func read<Value>(
    _ batch: PostgresBatch, _ interpret: (PostgresBatchResults) throws(PostgresError) -> Value
  ) throws(RepositoryError) -> Value {
    beginEpoch()
    return try attempt { () throws(PostgresError) in
      try interpret(PostgresBatchResults(try connection.pipeline(batch.commands, within: responseTimeout)))
    }
  }

  /// Runs a step before COMMIT and maps its error.
  func attempt<Value>(_ body: () throws(PostgresError) -> Value) throws(RepositoryError) -> Value {
    do throws(PostgresError) { return try body() } catch { throw RepositoryError(error) }
  }

  /// Runs commands that save something, and COMMIT behind them. When it throws, the transaction is over, unless the
  /// connection is.
  func saveAndCommit(_ batch: PostgresBatch) throws(RepositoryError) {
    try sendCommit(batch, of: [], releasing: .whenDurable, spins: true)
    _ = try receiveCommit()
  }

  /// Sends commands that save something, and COMMIT behind them; behind that the lock of `next`. `spins`: the answer
  /// comes so soon that the thread spins for it.
  func sendCommit(
    _ batch: PostgresBatch, of campaigns: [Campaign], telling rows: [HeldRow]? = nil,
    andLock next: IssueQueryCommands? = nil, releasing release: LockRelease, spins: Bool
  ) throws(RepositoryError) {
    var commands = batch.commands
    if !staged.commands.isEmpty {
      commands += staged.commands
      staged = PostgresBatch()
    }
    let isHeld = release == .early && mayReleaseEarly
    if isHeld { commands.append(PostgresCommand(CampaignStatements.releaseEarly)) }
    let commit = SentCommit(
      campaigns: campaigns, rows: rows ?? campaigns.map { .campaign($0) }, epoch: epoch, isHeld: isHeld,
      index: commands.count, spins: spins)
    spinsForLock = spins && !isHeld
    // The epoch of all that is sent from here on: the next lock goes along.
    let epoch = currentEpoch
    commands.append(PostgresCommand(CampaignStatements.commit))
    do throws(PostgresError) {
      try connection.send(commands)
    } catch {
      throw failed(commit, error)
    }
    sentCommit = commit
    self.epoch = epoch
    guard let next else { return }
    sentLock = next
    // Should it fail, the connection is lost, and so is the answer to the COMMIT that went before it.
    try? connection.send(next.batch.commands)
  }

  /// Waits for the COMMIT that was sent.
  public func receiveCommit() throws(RepositoryError) -> Held<[Campaign]> {
    guard let commit = sentCommit.take() else { throw .fault("a COMMIT is awaited that nobody sent") }
    do throws(PostgresError) {
      _ = try connection.results(within: responseTimeout, spins: commit.spins, commitIndex: commit.index)
      return Held(commit.campaigns, until: hold(on: commit))
    } catch {
      throw failed(commit, error)
    }
  }

  private func failed(_ commit: SentCommit, _ error: PostgresError) -> RepositoryError {
    try? rollback()
    let failure = RepositoryError(error, commitIndex: commit.index, of: commit.campaigns.first?.id)
    if failure == .transitionIDTaken { isTransitionSequenceBehind = true }
    return failure
  }
}

// MARK: - COMMIT

/// A COMMIT whose answer nobody has taken yet.
struct SentCommit {
  /// The campaigns as they are saved with it.
  let campaigns: [Campaign]
  /// The rows that all answers that wait for it follow from.
  let rows: [HeldRow]
  /// The epoch in which its transaction began.
  let epoch: DurabilityEpoch
  /// It doesn't wait for the disk.
  let isHeld: Bool
  /// The place of the COMMIT among its commands.
  let index: Int
  let spins: Bool
}

extension PostgresResult {
  /// A value of each row.
  func rows<Value>(
    _ read: (PostgresResult, Int) throws(PostgresError) -> Value
  ) throws(PostgresError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(rowCount)
    for row in 0..<rowCount { values.append(try read(self, row)) }
    return values
  }
}
