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
      guard let (connection, backend) = connect(&backoff) else { continue }
      do throws(PostgresError) {
        try serve(connection, backend, &backoff)
      } catch {
        // A connection that did nothing may end as the one before it.
        if backoff.isUnproved { fail(&backoff) }
        // A backend that waits for a standby would stay as long as that is away.
        if connection.isAwaitingResults { connection.cancelDroppedStatement() }
        let waiting = knowledge.change { $0.lost() }
        if !interruption.isInterrupted {
          logger.warning(
            "durability gate lost its connection",
            metadata: ["reason": "\(error)", "holds": .stringConvertible(waiting.count)])
        }
        end(waiting, isDurable: false)
        member.ended()
      }
    }
    end(knowledge.change { $0.lost() }, isDurable: false)
  }

  /// Connects, or waits until it may try.
  private func connect(_ backoff: inout ReconnectBackoff) -> (PostgresConnection, MarkerBackend)? {
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
      let backend = try MarkerBackend(of: connection, within: postgres.responseTimeout)
      member.connected(connection)
      backoff.connected()
      knowledge.connected(to: connection.identity)
      return (connection, backend)
    } catch {
      member.attemptFailed(error, hasSession: true)
      fail(&backoff)
      return nil
    }
  }

  private func fail(_ backoff: inout ReconnectBackoff) {
    var generator = SystemRandomNumberGenerator()
    backoff.failed(at: .now, using: &generator)
  }

  /// Sends markers until the connection is over.
  private func serve(
    _ connection: PostgresConnection, _ backend: MarkerBackend, _ backoff: inout ReconnectBackoff
  ) throws(PostgresError) {
    var nextLook = ContinuousClock.now + configuration.lookInterval
    var demandEnd = ContinuousClock.now
    while !interruption.isInterrupted {
      if knowledge.change({ $0.beginMarker() }) {
        if try sendMarker(on: connection, of: backend) { backoff.succeeded() }
        demandEnd = .now + Self.demandTime
        continue
      }
      try leaveIfElsewhere(connection)
      let isProbeWanted = knowledge.takeWishForProbe()
      if isProbeWanted { demandEnd = .now + Self.demandTime }
      switch member.verdict(on: connection) {
      case .worthless: throw .connectionLost("the schema changed")
      case .good where nextProbe(of: connection, demandEnd) > .now && !isProbeWanted: break
      case .good, .suspect:
        try connection.probe()
        knowledge.heard()
        member.served()
        backoff.succeeded()
      }
      if nextLook <= .now {
        try look(on: connection)
        nextLook = .now + configuration.lookInterval
      }
      var end = min(nextLook, nextProbe(of: connection, demandEnd))
      if knowledge.sawAnotherServer { end = min(end, connection.madeAt + Self.shortestStay) }
      knowledge.sleep(on: connection, until: end)
      // A loss that is found now costs nobody an answer; one that a marker finds does.
      guard connection.isAliveWhileIdle() else { throw connection.lost() }
    }
    throw .connectionLost("interrupted")
  }

  /// The time for which the gate expects more groups behind one.
  private static let demandTime = Duration.seconds(10)

  /// The time of the next probe: early enough that groups find the server heard of, as long as there are any.
  private func nextProbe(
    of connection: PostgresConnection, _ demandEnd: ContinuousClock.Instant
  ) -> ContinuousClock.Instant {
    demandEnd > .now ? connection.heardAt + connection.liveness.freshness / 2 : connection.nextProbe
  }

  /// The time that a connection has before the gate leaves its server for another.
  private static let shortestStay = Duration.seconds(1)

  /// Throws where sessions are connected to another server.
  private func leaveIfElsewhere(_ connection: PostgresConnection) throws(PostgresError) {
    guard knowledge.sawAnotherServer, connection.madeAt + Self.shortestStay <= .now else { return }
    throw .connectionLost("sessions are connected to another server")
  }

  /// False: it came back without saying anything.
  private func sendMarker(
    on connection: PostgresConnection, of backend: MarkerBackend
  ) throws(PostgresError) -> Bool {
    // By itself, so that the first answer behind the marker is the marker's.
    if ContinuousClock.now - connection.heardAt >= connection.liveness.freshness { try connection.probe() }
    try connection.send([PostgresCommand(DurabilityMarker.statement)])
    try awaitMarker(on: connection, of: backend)
    do throws(PostgresError) {
      _ = try connection.results(within: postgres.responseTimeout)
    } catch .notReplicated {
      // Somebody cancelled its wait for a standby: it says nothing of what is durable, and another is sent.
      knowledge.heard()
      knowledge.change { $0.markerFailed() }
      return false
    } catch {
      throw error
    }
    knowledge.heard()
    if knowledge.isClosed { logger.notice("durability gate goes on") }
    end(knowledge.change { $0.markerReturned() }, isDurable: true)
    return true
  }

  /// Waits for a marker's answer for as long as it may come: another connection in place of one that waits for
  /// a standby would leave a session behind that waits, too. Throws where the answer can't come any more.
  private func awaitMarker(on connection: PostgresConnection, of backend: MarkerBackend) throws(PostgresError) {
    var deadline = ContinuousClock.now + configuration.markerTimeout
    var nextLine = deadline
    while try !connection.hasAnswer() {
      if interruption.isInterrupted { throw .connectionLost("interrupted") }
      try leaveIfElsewhere(connection)
      guard deadline <= .now else {
        knowledge.sleep(on: connection, until: deadline)
        continue
      }
      let waiting = knowledge.change { $0.markerIsLate() }
      if nextLine <= .now {
        logger.error(
          "durability gate waits for the disk or a standby", metadata: ["holds": .stringConvertible(waiting.count)])
        nextLine = .now + .seconds(60)
      }
      end(waiting, isDurable: false)
      if !backend.isAtWork(asking: postgres, unless: interruption) {
        // It may have come back meanwhile.
        if try connection.hasAnswer() { return }
        throw .connectionLost("its backend is at no marker any more, or the database is at another server")
      }
      deadline = .now + configuration.lateInterval
    }
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
