import ArgumentParser
import CampaignApplication
import CampaignInfra
import CampaignService
import Logging
import NIOCore
import ProgramConventions
import RPCServer

/// `campaign-server`
struct ServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign-server",
    abstract: """
      Serves campaign.v1.CampaignService, campaign.v1.QueueService, campaign.v1.OperationsService and \
      grpc.health.v1.Health by the ttrpc protocol.
      """,
    discussion: Program.environmentNote(naming: "log-level"), version: ProgramVersion.text)

  @Option(
    help: ArgumentHelp(
      "Where to listen; port 0 takes a free one. (default: \(Endpoint.standard))", valueName: "host:port"),
    transform: { text in try Endpoint.listening(text) })
  var listen = Endpoint.standard

  @Flag(help: "Brings the database's schema up to date first.")
  var migrate = false

  @Option(help: "The bytes of data that a request may have, up to 4194304.")
  var maxRequestBytes = 64 << 10

  @Option(
    help: """
      The calls that may wait for one campaign; more are answered OVERLOADED. By default what its lane answers within a \
      second, as measured.
      """)
  var laneCapacity: Int?

  @Option(help: "The calls that one transaction decides at the most, those of all its campaigns together.")
  var groupSize = IssueEngine.Configuration().maximumGroupSize

  @Option(help: "The database connections on which coupons are issued; each campaign uses one at a time.")
  var issueConnections = 4

  @Option(help: "The database connections on which campaigns and coupons are read.")
  var queryConnections = 4

  @Option(
    help: ArgumentHelp(
      "How long calls in flight may take to finish after SIGTERM. (default: 10s)", valueName: "duration"),
    transform: { text in try Duration.flag(text) })
  var drainTimeout = Duration.seconds(10)

  @OptionGroup var release: EarlyReleaseOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var logging: LoggingOptions

  func validate() throws {
    guard (1...4 << 20).contains(maxRequestBytes) else {
      throw ValidationError("--max-request-bytes is \(maxRequestBytes); give 1 to 4194304")
    }
    if let laneCapacity, !(1...10_000_000).contains(laneCapacity) {
      throw ValidationError("--lane-capacity is \(laneCapacity); give 1 to 10000000")
    }
    guard (1...10_000).contains(groupSize) else {
      throw ValidationError("--group-size is \(groupSize); give 1 to 10000")
    }
    guard (1...100).contains(issueConnections), (1...100).contains(queryConnections) else {
      throw ValidationError("--issue-connections and --query-connections are 1 to 100")
    }
  }

  func run() async throws {
    ServiceProgram.takeOverSignals()
    let logger = logging.logger(label: "campaign-server")
    var postgres = PostgresConfiguration(url: try database.url(), applicationName: SessionName.server)
    postgres.settingsLog = SettingsLog(logger)
    sayStart(to: logger)
    try await SchemaGate(postgres, waitingFor: database.waitForDatabase, logger: logger).check(migrating: migrate)
    let observer = CampaignChangeLog(logger)
    let database = ServerDatabase(
      postgres, issueConnections: issueConnections, queryConnections: queryConnections, engine: engineConfiguration,
      gate: release.gate, observer: observer, logger: logger)
    guard let database else {
      throw ProgramFailure(.localFailure, "campaign-server: the system has no thread or descriptor to give")
    }
    let server = RPCServer(
      configuration: serverConfiguration, useCases: useCases(on: database, observer: observer, logger: logger),
      logger: logger)
    let result = await Result { try await serve(server, database.listener, logger: logger) }
    // After an error, too, no thread may be inside libpq when the process ends and OpenSSL is taken down under it.
    database.close(within: .seconds(10))
    try result.get()
  }

  /// Says which program this is and what it was told: a reader of the log knows by what limits its refusals came. Each
  /// pool of connections says its own line.
  private func sayStart(to logger: Logger) {
    logger.info("campaign-server starts", metadata: ["version": "\(ProgramVersion.text)", "listen": "\(listen)"])
    let (server, engine) = (serverConfiguration, engineConfiguration)
    logger.info(
      "limits",
      metadata: [
        "request_bytes": .stringConvertible(server.maximumRequestBytes),
        "connections": .stringConvertible(server.maximumConnections),
        "calls_per_connection": .stringConvertible(server.maximumCallsPerConnection),
        "waiting_bytes_per_connection": .stringConvertible(server.maximumBytesWaiting),
        "lane_capacity": "\(engine.laneCapacity.map(String.init) ?? "measured")",
        "lanes": .stringConvertible(engine.maximumLanes),
        "group_size": .stringConvertible(engine.maximumGroupSize),
        "call_timeout": "\(server.defaultTimeout.flagText)", "drain_timeout": "\(server.drainTimeout.flagText)",
        "early_release": "\(release.earlyRelease.rawValue)",
      ])
  }

  private func serve(_ server: RPCServer, _ listener: CampaignChangeListener, logger: Logger) async throws {
    do {
      let address = try await server.bind()
      let endpoint = Endpoint(host: listen.host, port: address.port ?? listen.port)
      ServiceLog.announce("listening on \(endpoint)")
    } catch {
      throw ProgramFailure(.localFailure, "campaign-server: \(error)")
    }
    try await ServiceProgram.run([StoppableWork(listener.run, stop: listener.stop), server], logger: logger)
  }

  private var serverConfiguration: RPCServerConfiguration {
    var configuration = RPCServerConfiguration(listenHost: listen.host, listenPort: listen.port)
    configuration.maximumRequestBytes = maxRequestBytes
    configuration.drainTimeout = drainTimeout
    return configuration
  }

  private var engineConfiguration: IssueEngine.Configuration {
    // Campaigns whose row somebody holds leave half of the connections to the others, and all have had their turn, of a
    // tenth of a second each, within two seconds.
    let tries = max(1, issueConnections / 2)
    return IssueEngine.Configuration(
      laneCapacity: laneCapacity, maximumGroupSize: groupSize, maximumBlockedLanes: min(40, 20 * tries),
      maximumBlockedTries: tries)
  }

  private func useCases(
    on database: ServerDatabase, observer: any CampaignChangeObserver, logger: Logger
  ) -> CampaignUseCases {
    let (changing, querying, memory) = (database.changing, database.querying, database.memory)
    let engine = database.engine
    let report: OperatorReport = OperatorNoticeLog(logger).note
    return CampaignUseCases(
      createCampaign: CreateCampaign(
        database: changing, observer: observer, report: report, onCreated: { engine.learn(existing: $0) }),
      getCampaign: GetCampaign(database: querying),
      listCampaigns: ListCampaigns(database: querying, report: report),
      issueCoupon: IssueCoupon(engine: engine),
      refusalMemory: memory,
      pauseCampaign: ChangeCampaignState(.pause, database: changing, memory: memory, observer: observer),
      resumeCampaign: ChangeCampaignState(.resume, database: changing, memory: memory, observer: observer),
      closeCampaign: ChangeCampaignState(.close, database: changing, memory: memory, observer: observer),
      queue: database.queueUseCases(telling: observer),
      operations: database.operationsUseCases(telling: observer, CompensationLog(logger), report: report))
  }
}
