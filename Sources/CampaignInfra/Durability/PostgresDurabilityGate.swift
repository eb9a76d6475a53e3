public import CampaignApplication
import Dispatch
public import Logging

/// The gate of one process: it holds back what a crash of the database could still take back, and lets it go behind
/// markers, which it sends on a connection and a thread of its own (ARCHITECTURE.md, "Nothing is told too early").
public final class PostgresDurabilityGate: DurabilityGate {
  /// The settings of a gate.
  public struct Configuration: Sendable {
    /// False: no lock is released early; what others release early is held all the same.
    public var releasesEarly: Bool
    /// The time after which a marker is late: those who wait for it are given up, and it is waited for all the same.
    public var markerTimeout: Duration
    /// The time from one question whether a marker that is late can still return to the next.
    package var lateInterval = Duration.seconds(2)
    /// The time from one look for programs of another version to the next.
    public var lookInterval: Duration
    /// True in tests that show what a gate is for: everything is let go at once.
    package var isOpen = false

    /// Releases early unless told.
    public init(
      releasesEarly: Bool = true, markerTimeout: Duration = .seconds(6), lookInterval: Duration = .seconds(10)
    ) {
      self.releasesEarly = releasesEarly
      self.markerTimeout = markerTimeout
      self.lookInterval = lookInterval
    }
  }

  private let configuration: Configuration
  private let freshness: Duration
  private let knowledge: DurabilityKnowledge
  private let running = DispatchGroup()
  private let member: SessionMember
  private let interruption = Interruption()

  /// Starts the thread, which connects. `nil`: the system has no thread or descriptor to give.
  public init?(
    _ postgres: PostgresConfiguration, configuration: Configuration = Configuration(), as member: SessionMember,
    logger: Logger
  ) {
    guard let knowledge = DurabilityKnowledge() else { return nil }
    self.configuration = configuration
    freshness = postgres.liveness.freshness
    self.knowledge = knowledge
    self.member = member
    let worker = DurabilityWorker(
      knowledge: knowledge, configuration: configuration, postgres: postgres, member: member,
      interruption: interruption, logger: logger)
    member.onSignal { signal in
      if case .suspect = signal { knowledge.doubt() }
      knowledge.wake()
    }
    guard ConnectionThread.start(named: "gate", in: running, { worker.run() }) else { return nil }
  }

  deinit {
    stop()
  }

  // MARK: - For those who are held

  /// True while its connection stands and was heard of, no marker is late, and no program of another version is seen.
  public var releasesEarly: Bool {
    guard configuration.releasesEarly else { return false }
    guard !knowledge.seesOthers, knowledge.isServing else { return false }
    // A connection that went without a word would take the answers of all whose locks were released with it.
    return knowledge.isHeard(within: freshness)
  }

  /// True while a marker is late.
  public var isClosed: Bool { knowledge.isClosed }

  /// The times that holds were given up.
  public var lossCount: UInt64 { knowledge.lossCount }

  /// Lets go at once what rests on rows that are known to be durable, or keeps `body` until a marker tells.
  public func lift(_ hold: Hold, later body: @escaping @Sendable (Bool) -> Void) -> Bool? {
    if configuration.isOpen { return true }
    switch knowledge.change({ $0.enter(body, epoch: hold.epoch, rows: hold.rows) }) {
    case .lifted: return true
    case .givenUp: return false
    case .waits: return nil
    case .asksForMarker:
      knowledge.wake()
      return nil
    }
  }

  /// Runs it on a global queue.
  public func resume(_ work: @escaping @Sendable () -> Void) { DispatchQueue.global().async(execute: work) }

  // MARK: - For sessions

  /// The epoch of what the connection is about to be sent.
  func epoch(for connection: PostgresConnection) -> DurabilityEpoch {
    let epoch = knowledge.epoch(at: connection.identity)
    if epoch == .elsewhere(isLeftBehind: true) { connection.end(.connectionLost("the database is at another server")) }
    return epoch
  }

  /// These rows were committed synchronously, by a transaction that began in this epoch.
  func cover(_ rows: [HeldRow], epoch: UInt64?) {
    guard !rows.isEmpty else { return }
    knowledge.change { $0.cover(rows, epoch: epoch) }
  }

  // MARK: - The end

  /// Gives up those who wait, and ends the connection.
  public func stop() {
    interruption.interrupt()
    knowledge.wake()
    member.left()
  }

  /// Stops, and blocks until the connection is closed or `limit` has passed; false: it has passed.
  @discardableResult
  public func close(within limit: Duration) -> Bool {
    stop()
    return running.waitForThreads(within: limit)
  }
}
