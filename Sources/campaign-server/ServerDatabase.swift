import CampaignApplication
import CampaignInfra
import Logging

/// A server's part in the database: six pools, a listener, the gate that holds back what a crash could take back, the
/// memory of what they learn, and the engines that issue and put into line.
///
/// A crowd at one campaign must not keep an admin from pausing it, nor must those who read large pages; and these must
/// not keep memory from confirming what it refuses by. A lane asks for one connection at a time.
struct ServerDatabase {
  let issuing: CampaignPool
  let changing: CampaignPool
  let querying: CampaignPool
  let learning: CampaignPool
  let joining: CampaignPool
  let requests: CampaignPool
  let memory: CampaignMemory
  let engine: IssueEngine
  let joinEngine: JoinEngine
  let listener: CampaignChangeListener
  let gate: PostgresDurabilityGate

  /// Creations, pauses, resumes and closes are few, and short unless somebody holds a campaign's row.
  private static let changingConnections = 2
  /// A page of holders on one, probes and lookups of ids on the other.
  private static let learningConnections = 2
  /// One for a line that forms and one for all others. Made at once like all: where the database has few to give, a
  /// pool that comes later finds none left.
  private static let joiningConnections = 2
  /// The look at the requests that are waited for, and places and requests that are asked for one by one.
  private static let requestConnections = 2

  /// Connects. `nil`: the system has no thread or descriptor to give.
  init?(
    _ postgres: PostgresConfiguration, issueConnections: Int, queryConnections: Int,
    engine configuration: IssueEngine.Configuration, gate gateConfiguration: PostgresDurabilityGate.Configuration,
    observer: any CampaignChangeObserver, logger: Logger
  ) {
    let sessions = DatabaseSessions(logger: logger)
    // All of them join before any connects: each gets its first connection before any its second.
    let (issue, change, query) = (sessions.join(), sessions.join(), sessions.join())
    let (learn, join, request, listen) = (sessions.join(), sessions.join(), sessions.join(), sessions.join())
    guard
      let gate = PostgresDurabilityGate(
        postgres, configuration: gateConfiguration, as: sessions.join(keepsOne: false), logger: logger)
    else { return nil }
    self.gate = gate
    // Pages may be read from a standby that the URL admits; the reasons to refuse a coupon may not.
    var reading = postgres
    reading.access = .any
    let learning = CampaignPool(
      .init(postgres: postgres, connectionCount: Self.learningConnections, connectsAtOnce: true), name: "learn",
      as: learn, gate: gate, logger: logger)
    let issuing = CampaignPool(
      .init(
        postgres: postgres, connectionCount: issueConnections, queueCapacity: configuration.maximumLanes,
        connectsAtOnce: true),
      name: "issue", as: issue, gate: gate, logger: logger)
    let memory = CampaignMemory(database: learning)
    let engine = IssueEngine(
      database: issuing, readingFrom: learning, configuration: configuration, memory: memory, gate: gate,
      observer: observer,
      makeGenerator: { KernelRandomNumbers() })
    // Another server's change ends what is known at once; the memory's own probes are behind it. A campaign that is
    // told of exists.
    let listener = CampaignChangeListener(
      postgres, as: listen,
      onChange: { id in
        memory.forget(id)
        engine.learn(existing: id)
      })
    guard let listener else { return nil }
    self.listener = listener
    self.memory = memory
    self.engine = engine
    engine.learnExisting()
    self.learning = learning
    self.issuing = issuing
    changing = CampaignPool(
      .init(postgres: postgres, connectionCount: Self.changingConnections, connectsAtOnce: true), name: "change",
      as: change, gate: gate, logger: logger)
    querying = CampaignPool(
      .init(postgres: reading, connectionCount: queryConnections, connectsAtOnce: true), name: "query", as: query,
      gate: gate, logger: logger)
    // A line's row is held for moments. Those who wait for one that is held for longer keep a connection from others.
    var joins = postgres
    joins.lockTimeout = .seconds(1)
    joining = CampaignPool(
      .init(
        postgres: joins, connectionCount: Self.joiningConnections, queueCapacity: configuration.maximumLanes,
        connectsAtOnce: true),
      name: "join", as: join, gate: gate, logger: logger)
    joinEngine = JoinEngine(database: joining, gate: gate, makeGenerator: { KernelRandomNumbers() })
    // A request that was just made must be found: a standby may not have it yet.
    requests = CampaignPool(
      .init(postgres: postgres, connectionCount: Self.requestConnections, connectsAtOnce: true), name: "request",
      as: request, gate: gate, logger: logger)
  }

  /// Ends all connections, side by side, and blocks until that is done or `limit` has passed.
  func close(within limit: Duration) {
    let deadline = ContinuousClock.now + limit
    let pools = [issuing, joining, changing, querying, learning, requests]
    listener.stop()
    for pool in pools { pool.stop() }
    listener.close(within: limit)
    for pool in pools { pool.close(within: max(.zero, deadline - .now)) }
    gate.close(within: max(.zero, deadline - .now))
  }
}
