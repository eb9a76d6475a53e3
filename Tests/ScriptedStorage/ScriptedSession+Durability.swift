import CampaignApplication

/// All that the session reads and saves is held, where it has a gate.
extension ScriptedSession {
  /// The hold on something that was read and follows from `rows` alone; `nil`: it may be told. While the gate has no
  /// connection the session sees to it itself.
  func hold(on rows: [HeldRow]) -> Hold? {
    guard let gate else { return nil }
    guard let epoch = script({ $0.epoch }) else {
      log?.flush()
      return nil
    }
    return Hold(by: gate, epoch: epoch, rows: rows)
  }

  func held<Value>(_ value: Value, telling rows: [HeldRow]) -> Held<Value> { Held(value, until: hold(on: rows)) }

  /// True where a commit that is sent now is told of by the gate.
  func isHeld(_ release: LockRelease) -> Bool {
    guard release == .early, let gate, let epoch = script({ $0.epoch }) else { return false }
    return gate.releasesEarly && gate.epoch == epoch
  }

  /// A commit is in the log. Returns the hold on what it saved: on `rows`. Throws where a crash came before its answer.
  func committed(_ rows: [HeldRow], isHeld: Bool) throws(RepositoryError) -> Hold? {
    if let log {
      let (snapshot, saveCount) = script { (ScriptedLog.Snapshot($0), $0.saveCount) }
      log.append(snapshot, saveCount: saveCount, isDurable: !isHeld)
      log.interrupt()
      if isCrashed { throw .outcomeUnknown }
    }
    guard let gate else { return nil }
    let epoch = script { $0.epoch }
    if isHeld { return Hold(by: gate, epoch: epoch, rows: rows) }
    gate.cover(rows, epoch: epoch)
    return nil
  }

  /// A step begins: what it reads is what is committed, and it fails where the database crashed since the session was
  /// connected. `commits`: nobody knows then what became of it.
  func beginStep(commits: Bool) throws(RepositoryError) {
    // Before anything is sent: what comes back may be of before a crash that the gate sees later.
    let epoch = gate?.epoch
    script { if !$0.isInTransaction { $0.epoch = epoch } }
    guard let log else { return }
    log.interrupt()
    if isCrashed { throw commits ? .outcomeUnknown : .unavailable(retryAfter: .zero) }
    let (snapshot, saveCount) = log.newest
    script { script in
      script.saveCount = saveCount
      if let snapshot { (script.campaigns, script.coupons) = (snapshot.campaigns, snapshot.coupons) }
    }
  }

  /// True where the database crashed since the session was connected: then it is over.
  private var isCrashed: Bool {
    guard let log else { return false }
    let crashCount = log.crashCount
    return script { script in
      guard script.crashCount != crashCount else { return false }
      (script.isOver, script.isInTransaction) = (true, false)
      return true
    }
  }
}
