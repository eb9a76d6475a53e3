import ArgumentParser
import CampaignApplication
import CampaignInfra
import Logging
import ProgramConventions
import Synchronization

/// `campaign-scheduler`
struct SchedulerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign-scheduler",
    abstract: """
      Opens campaigns at their start, closes them at their end, serves their queues and delivers their coupons. Any \
      number may run.
      """,
    discussion: Program.environmentNote(naming: "log-level"), version: ProgramVersion.text)

  /// The time for which a campaign's row is waited for.
  static let lockTimeout = Duration.milliseconds(200)
  /// The time after which PostgreSQL ends a session that stands still in a transaction: a stopped scheduler keeps no
  /// issue waiting for longer.
  static let idleInTransactionTimeout = Duration.seconds(2)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var queue: QueueOptions
  @OptionGroup var release: EarlyReleaseOptions
  @OptionGroup var delivery: DeliveryOptions
  @OptionGroup var compensation: CompensationOptions
  @OptionGroup var logging: LoggingOptions

  func run() async throws {
    ServiceProgram.takeOverSignals()
    let logger = logging.logger(label: "campaign-scheduler")
    let partners = try delivery.service()
    var postgres = PostgresConfiguration(url: try database.url(), applicationName: SessionName.scheduler)
    postgres.settingsLog = SettingsLog(logger)
    sayStart(to: logger)
    try await SchemaGate(postgres, waitingFor: database.waitForDatabase, logger: logger).check(migrating: false)
    let database = SchedulerDatabase(
      postgres, idleInTransactionTimeout: Self.idleInTransactionTimeout, lockTimeout: Self.lockTimeout,
      gate: release.gate, logger: logger)
    guard let database else {
      throw ProgramFailure(.localFailure, "campaign-scheduler: the system has no thread or descriptor to give")
    }
    let deliveries = DeliveryWork(
      delivery, by: partners, pool: database.deliveries, sessions: database.sessions, logger: logger)
    let compensations = try CompensationWork(
      compensation, delivery, pool: database.compensations, sessions: database.sessions, logger: logger)
    let readiness = Readiness(of: 2) { ServiceLog.announce("scheduler ready") }
    var work = loops(on: database, observer: deliveries.waking(QueueBatchLog(logger)), logger: logger).enumerated().map
    {
      place, loop in
      StoppableWork({ await loop.run { if place < 2 { readiness.isReady(place) } } }, stop: loop.stop)
    }
    work.append(StoppableWork(deliveries.run, stop: deliveries.stop))
    work.append(StoppableWork(compensations.run, stop: compensations.stop))
    let result = await Result { [work] in try await ServiceProgram.run(work, logger: logger) }
    // No thread may be inside libpq when the process ends and OpenSSL is taken down under it.
    database.close(within: .seconds(10))
    try result.get()
  }

  /// The loops of campaigns, of lines and of removals: no batch and no removal delays an opening.
  private func loops(
    on database: SchedulerDatabase, observer: any QueueBatchObserver, logger: Logger
  ) -> [CampaignScheduler] {
    let campaignLog = CampaignChangeLog(logger)
    let batches = QueueBatchJob(
      database: database.queues, rules: queue.rules, campaignObserver: campaignLog, observer: observer,
      makeGenerator: { KernelRandomNumbers() })
    let removals: [any ScheduledJob] = [
      QueuePruneJob(database: database.queues, retention: queue.retention),
      CompensationPruneJob(database: database.queues, retention: queue.retention),
    ]
    let events = [CampaignEvent.start, .end].map {
      CampaignEventJob($0, database: database.jobs, observer: campaignLog)
    }
    return [
      CampaignScheduler(jobs: events, wakeSource: database.listener, sessions: database.sessions, logger: logger),
      CampaignScheduler(
        jobs: [batches], wakeSource: JobTimer(), longestSleep: batches.longestSleep, sessions: database.sessions,
        name: "the queues", logger: logger),
      CampaignScheduler(
        jobs: removals, wakeSource: JobTimer(), longestSleep: QueuePruneJob.interval, sessions: database.sessions,
        name: "the removal of old queue entries", logger: logger),
    ]
  }

  /// Says which program this is, what it does and how often.
  private func sayStart(to logger: Logger) {
    logger.info("campaign-scheduler starts", metadata: ["version": "\(ProgramVersion.text)"])
    logger.info(
      "jobs",
      metadata: [
        "opened_at_once": .stringConvertible(CampaignEventJob.standardLimit),
        "closed_at_once": .stringConvertible(CampaignEventJob.standardLimit),
      ])
    logger.info(
      "intervals",
      metadata: [
        "longest_sleep": "\(CampaignScheduler.longestSleep.flagText)",
        "retry": "\(CampaignScheduler.retryDelay.flagText)", "lock_timeout": "\(Self.lockTimeout.flagText)",
      ])
    logger.info(
      "queues",
      metadata: [
        "interval": "\(queue.queueInterval.flagText)", "batch": .stringConvertible(queue.queueBatch),
        "max_attempts": .stringConvertible(queue.queueMaxAttempts), "retention": "\(queue.retention.flagText)",
      ])
    logger.info(
      "deliveries",
      metadata: [
        "timeout": "\(delivery.deliveryTimeout.flagText)", "poll_interval": "\(delivery.deliveryPollInterval.flagText)",
        "max_polls": .stringConvertible(delivery.deliveryMaxPolls),
        "max_attempts": .stringConvertible(delivery.deliveryMaxAttempts),
      ])
    logger.info(
      "compensations",
      metadata: [
        "interval": "\(compensation.compensationInterval.flagText)",
        "alerts": .stringConvertible(compensation.alertURL != nil),
      ])
  }
}

/// Says once that all of several loops have begun.
private final class Readiness: Sendable {
  private let missing: Mutex<Set<Int>>
  private let announce: @Sendable () -> Void

  init(of count: Int, announce: @escaping @Sendable () -> Void) {
    missing = Mutex(Set(0..<count))
    self.announce = announce
  }

  /// Loops are 0, 1, 2…
  func isReady(_ loop: Int) {
    let isLast = missing.withLock { missing in missing.remove(loop) != nil && missing.isEmpty }
    if isLast { announce() }
  }
}
