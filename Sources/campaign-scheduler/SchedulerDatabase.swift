import CampaignInfra
import Logging

/// A scheduler's part in the database: four pools, a listener, and the gate behind which the log tells of batches.
struct SchedulerDatabase {
  let sessions: DatabaseSessions
  let listener: CampaignChangeListener
  let gate: PostgresDurabilityGate
  /// Openings and ends of campaigns: a connection for each of the two jobs.
  let jobs: CampaignPool
  /// Batches of lines, and the removal of old entries.
  let queues: CampaignPool
  let deliveries: CampaignPool
  let compensations: CampaignPool

  /// Connects. `lockTimeout`: a campaign whose row somebody holds is left for the next run soon, for those behind it
  /// are due, too. `idleInTransactionTimeout`: a scheduler that stands still gives back what it holds before a claim's
  /// lease is over. `nil`: the system has no thread or descriptor to give.
  init?(
    _ configuration: PostgresConfiguration, idleInTransactionTimeout: Duration, lockTimeout: Duration,
    gate gateConfiguration: PostgresDurabilityGate.Configuration, logger: Logger
  ) {
    var postgres = configuration
    let sessions = DatabaseSessions(logger: logger)
    let (job, listen, queue, deliver) = (sessions.join(), sessions.join(), sessions.join(), sessions.join())
    let compensate = sessions.join()
    let listener = CampaignChangeListener(postgres, as: listen)
    let gate = PostgresDurabilityGate(
      postgres, configuration: gateConfiguration, as: sessions.join(keepsOne: false), logger: logger)
    guard let listener, let gate else { return nil }
    postgres.lockTimeout = lockTimeout
    postgres.idleInTransactionTimeout = idleInTransactionTimeout
    self.sessions = sessions
    self.listener = listener
    self.gate = gate
    // Both are kept: at a start there is no time to connect.
    jobs = CampaignPool(
      .init(postgres: postgres, connectionCount: 2, connectsAtOnce: true, idleTimeout: .seconds(86_400)), name: "jobs",
      as: job, logger: logger)
    // One for the batches, and one for the removal of old entries, which is given back.
    queues = CampaignPool(
      .init(postgres: postgres, connectionCount: 2), name: "queues", as: queue, gate: gate, logger: logger)
    postgres.spins = false
    deliveries = CampaignPool(
      .init(postgres: postgres, connectionCount: 1), name: "deliveries", as: deliver, logger: logger)
    // One for claims and outcomes, and one for alerts or while a campaign's row is waited for.
    compensations = CampaignPool(
      .init(postgres: postgres, connectionCount: 2), name: "compensations", as: compensate, logger: logger)
  }

  /// Ends all connections, side by side, and blocks until that is done or `limit` has passed.
  func close(within limit: Duration) {
    let deadline = ContinuousClock.now + limit
    let pools = [jobs, queues, deliveries, compensations]
    for pool in pools { pool.stop() }
    listener.close(within: limit)
    for pool in pools { pool.close(within: max(.zero, deadline - .now)) }
    gate.close(within: max(.zero, deadline - .now))
  }
}
