import CampaignApplication
import Logging

/// The work of a gate's thread: keep a connection, and send a marker while somebody waits for one, one at a time.
struct DurabilityWorker: Sendable {
  let knowledge: DurabilityKnowledge
  let configuration: PostgresDurabilityGate.Configuration
  let postgres: PostgresConfiguration
  let member: SessionMember
  let interruption: Interruption
  let logger: Logger

  func run() {
    var backoff = ReconnectBackoff()
    while !interruption.isInterrupted {
      guard let connection = connect(&backoff) else { continue }
      do throws(PostgresError) {
        try serve(connection)
      } catch {
        // A backend that waits for a standby would stay as long as that is away.
        if connection.isAwaitingResults { connection.cancelDroppedStatement() }
        let waiting = knowledge.change { $0.lost() }
        if !interruption.isInterrupted {
          logger.warning(
            "durability gate lost its connection",
            metadata: ["reason": "\(error)", "held": .stringConvertible(waiting.count)])
        }
        end(waiting, isDurable: false)
        member.ended()
      }
    }
    end(knowledge.change { $0.lost() }, isDurable: false)
  }

  /// Connects, or waits until it may try.
  private func connect(_ backoff: inout ReconnectBackoff) -> PostgresConnection? {
    if let left = backoff.timeLeft(at: .now) {
      knowledge.sleep(until: .now + left)
      return nil
    }
    // Without a connection of its own locks are held for longer; another pool would leave a kind of call unserved.
    guard member.claim(yields: true, orElse: {}) else {
      knowledge.sleep(until: .now + .milliseconds(50))
      return nil
    }
    do throws(PostgresError) {
      let connection = try postgres.connect(unless: interruption)
      // A wait for a standby may last: it is our own limit that tells those who wait.
      try connection.run(script: "SET statement_timeout = 0", within: postgres.responseTimeout)
      try connection.begin(postgres)
      try connection.prepare(DurabilityLook.statements + [DurabilityMarker.statement], within: postgres.responseTimeout)
      try look(on: connection)
      member.connected(connection)
      backoff.succeeded()
      knowledge.connected(to: connection.identity)
      return connection
    } catch {
      member.attemptFailed(error, hasSession: true)
      var generator = SystemRandomNumberGenerator()
      backoff.failed(at: .now, using: &generator)
      return nil
    }
  }

  /// Sends markers until the connection is over.
  private func serve(_ connection: PostgresConnection) throws(PostgresError) {
    var nextLook = ContinuousClock.now + configuration.lookInterval
    while !interruption.isInterrupted {
      if knowledge.change({ $0.beginMarker() }) {
        try sendMarker(on: connection)
        continue
      }
      try leaveIfOthersDid(connection)
      switch member.verdict(on: connection) {
      case .worthless: throw .connectionLost("the schema changed")
      case .good where connection.nextProbe > .now: break
      case .good, .suspect:
        try connection.probe()
        member.served()
      }
      if nextLook <= .now {
        try look(on: connection)
        nextLook = .now + configuration.lookInterval
      }
      knowledge.sleep(on: connection, until: min(nextLook, connection.nextProbe))
      // A loss that is found now costs nobody an answer; one that a marker finds does.
      guard connection.isAliveWhileIdle() else { throw connection.lost() }
    }
    throw .connectionLost("interrupted")
  }

  /// Throws where sessions are connected to another server than this connection, which had its time.
  private func leaveIfOthersDid(_ connection: PostgresConnection) throws(PostgresError) {
    guard knowledge.sawAnotherServer, connection.madeAt + .seconds(1) < .now else { return }
    throw .connectionLost("sessions are connected to another server")
  }

  private func sendMarker(on connection: PostgresConnection) throws(PostgresError) {
    // By itself, so that the first answer behind the marker is the marker's.
    if ContinuousClock.now - connection.heardAt >= connection.liveness.freshness { try connection.probe() }
    try connection.send([PostgresCommand(DurabilityMarker.statement)])
    if try !connection.waitForAnswer(until: .now + configuration.markerTimeout) {
      let waiting = knowledge.change { $0.markerIsLate() }
      logger.error(
        "durability gate waits for the disk or a standby",
        metadata: ["held": .stringConvertible(waiting.count)])
      end(waiting, isDurable: false)
      // As long as the connection stands it is waited for: another one would leave a session behind that waits, too.
      // A primary whose standby was promoted may live on and wait for ever.
      while try !connection.waitForAnswer(until: .now + .seconds(1)) { try leaveIfOthersDid(connection) }
      logger.notice("durability gate goes on")
    }
    do throws(PostgresError) {
      _ = try connection.results(within: postgres.responseTimeout)
    } catch .notReplicated {
      // Somebody cancelled its wait for a standby: it says nothing, and another is sent.
      return knowledge.change { $0.markerFailed() }
    } catch {
      throw error
    }
    end(knowledge.change { $0.markerReturned() }, isDurable: true)
  }

  private func look(on connection: PostgresConnection) throws(PostgresError) {
    let others = try DurabilityLook.others(on: connection, within: postgres.responseTimeout)
    guard knowledge.noted(others: others > 0) else { return }
    logger.notice(
      others > 0
        ? "locks are held until commits are durable: programs of another version use the database"
        : "locks are released early",
      metadata: ["sessions": .stringConvertible(others)])
  }

  private func end(_ waiting: [DurabilityKnowledge.Waiting], isDurable: Bool) {
    for body in waiting { body(isDurable) }
  }
}

/// The look for programs of the version before, which answer without a gate.
enum DurabilityLook {
  private static let statement = PostgresStatement(
    "durability_look",
    """
    SELECT count(*) FROM pg_catalog.pg_stat_activity
    WHERE datname = current_database() AND application_name IN ('campaign-server', 'campaign-scheduler')
    """)

  static let statements = [statement]

  /// The number of their sessions.
  static func others(on connection: PostgresConnection, within limit: Duration) throws(PostgresError) -> Int64 {
    let results = try connection.pipeline([PostgresCommand(statement)], within: limit)
    guard let result = results.first else { throw .unexpected("no answer to the look for other programs") }
    return try result.int64(0, 0)
  }
}
