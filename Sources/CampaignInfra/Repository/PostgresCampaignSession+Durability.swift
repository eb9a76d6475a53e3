public import CampaignApplication

/// The epoch of a gate, as a session finds it.
enum DurabilityEpoch: Equatable {
  /// The gate has no connection: a marker of the session's own is as good.
  case none
  /// The gate is connected to another server.
  case elsewhere
  case number(UInt64)

  fileprivate var number: UInt64? { if case .number(let number) = self { number } else { nil } }
}

/// All that the session reads and saves is held, unless it sees to it itself that no crash takes it back.
extension PostgresCampaignSession {
  /// The gate's epoch now. None at a server in recovery: no gate is ever there, and none need follow.
  var currentEpoch: DurabilityEpoch { isExempt ? .none : gate?.epoch(for: connection) ?? .none }

  /// Notes the epoch of all that is sent next.
  func beginEpoch() { if !connection.isInTransaction { epoch = currentEpoch } }

  /// True where somebody tells later what a COMMIT that doesn't wait for the disk saved.
  var mayReleaseEarly: Bool { epoch.number != nil && epoch == currentEpoch && gate?.releasesEarly == true }

  /// The hold on what a COMMIT saved, and on what its transaction read.
  func hold(on commit: SentCommit) -> Hold? {
    guard let gate else { return nil }
    if commit.isHeld { return Hold(by: gate, epoch: commit.epoch.number, rows: commit.rows) }
    gate.cover(commit.rows, epoch: commit.epoch.number)
    return nil
  }

  /// Something that was read of what is committed, and follows from `rows` alone.
  func held<Value>(_ value: Value, telling rows: [HeldRow]) throws(RepositoryError) -> Held<Value> {
    guard let gate, !isExempt else { return Held(value, until: nil) }
    guard epoch == .none else { return Held(value, until: Hold(by: gate, epoch: epoch.number, rows: rows)) }
    var batch = PostgresBatch()
    batch.add(DurabilityMarker.statement)
    try attempt { () throws(PostgresError) in _ = try connection.pipeline(batch.commands, within: responseTimeout) }
    return Held(value, until: nil)
  }

  /// A server in recovery was sent only what its primary flushed.
  private var isExempt: Bool { connection.settings.isInRecovery }

  /// Rolls back, or commits with a marker where the gate has no connection.
  public func endUnchanged(telling rows: [HeldRow]) throws(RepositoryError) -> Hold? {
    guard let gate, !isExempt else {
      try? rollback()
      return nil
    }
    guard epoch == .none else {
      let epoch = epoch.number
      // All that was read is read: that the end of the transaction is lost changes nothing of it.
      try? rollback()
      return Hold(by: gate, epoch: epoch, rows: rows)
    }
    staged = PostgresBatch()
    var batch = PostgresBatch()
    batch.add(DurabilityMarker.statement)
    batch.add(CampaignStatements.commit)
    try attempt { () throws(PostgresError) in _ = try connection.pipeline(batch.commands, within: responseTimeout) }
    return nil
  }
}
