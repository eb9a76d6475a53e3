import ArgumentParser
import CampaignApplication
import CampaignInfra
import Logging
import ProgramConventions

/// `campaign-scheduler`
struct SchedulerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign-scheduler",
    abstract: "Opens campaigns at their start and closes them at their end. Any number may run.",
    discussion: Program.environmentNote(naming: "log-level"), version: ProgramVersion.text)

  /// The time for which a campaign's row is waited for.
  static let lockTimeout = Duration.milliseconds(200)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var logging: LoggingOptions

  func run() async throws {
    ServiceProgram.takeOverSignals()
    let logger = logging.logger(label: "campaign-scheduler")
    var postgres = PostgresConfiguration(url: try database.url(), applicationName: "campaign-scheduler")
    postgres.settingsLog = SettingsLog(logger)
    sayStart(to: logger)
    try await SchemaGate(postgres, waitingFor: database.waitForDatabase, logger: logger).check(migrating: false)
    let sessions = DatabaseSessions(logger: logger)
    let (jobs, listen) = (sessions.join(), sessions.join())
    guard let listener = CampaignChangeListener(postgres, as: listen) else {
      throw ProgramFailure(.localFailure, "campaign-scheduler: the system has no thread or descriptor to give")
    }
    // A connection for each of the two jobs. A campaign whose row somebody holds is left for the next run soon: those
    // behind it are due too.
    postgres.lockTimeout = Self.lockTimeout
    // Both are kept: at a start there is no time to connect.
    let pool = CampaignPool(
      .init(postgres: postgres, connectionCount: 2, connectsAtOnce: true, idleTimeout: .seconds(86_400)), name: "jobs",
      as: jobs, logger: logger)
    let scheduler = CampaignScheduler(
      jobs: [CampaignEvent.start, .end].map {
        CampaignEventJob($0, database: pool, observer: CampaignChangeLog(logger))
      }, listener: listener, sessions: sessions, logger: logger)
    let work = StoppableWork({ await scheduler.run { ServiceLog.announce("scheduler ready") } }, stop: scheduler.stop)
    let result = await Result { try await ServiceProgram.run([work], logger: logger) }
    // No thread may be inside libpq when the process ends and OpenSSL is taken down under it.
    pool.stop()
    listener.close(within: .seconds(10))
    pool.close(within: .seconds(10))
    try result.get()
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
  }
}
