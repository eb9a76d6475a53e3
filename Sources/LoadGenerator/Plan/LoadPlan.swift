internal import Glibc
internal import RPCCodec

/// Options that were found possible, and what decides when requests are sent.
struct LoadPlan: Sendable {
  /// An acknowledged coupon is kept until the campaign was read back, and the proof keeps its code, user and sequence more
  /// than once to compare them: some hundreds of bytes in all, so gigabytes where each request gets a coupon of its own. A
  /// refusal leaves nothing but counts.
  static let maximumRequests: UInt64 = 20_000_000

  /// A schedule of more stages is no schedule that a person wrote.
  static let maximumStages = 1_000

  /// As many calls as one connection may have in flight.
  static let maximumCallsOfConnection = 65_536

  /// Descriptors that the process needs beside its connections.
  static let reservedDescriptors = 32

  let options: LoadOptions
  let pacing: Pacing

  /// The stages of an open loop; none of a closed one.
  let stages: [LoadStage]

  /// How many requests are planned.
  var count: UInt64 { pacing.count }

  /// A burst.
  init(
    _ options: BurstOptions, descriptorLimit: Int = Self.openFileLimit(), now: ProtobufTimestamp = .wallClock
  ) throws(LoadRefusal) {
    guard !options.stages.isEmpty else { throw .noStages }
    guard options.stages.count <= Self.maximumStages else {
      throw .tooManyStages(options.stages.count, limit: Self.maximumStages)
    }
    var stages: [(rate: UInt64, nanoseconds: UInt64)] = []
    for stage in options.stages {
      guard let rate = UInt64(exactly: stage.rate), rate > 0 else { throw .rate(stage.rate) }
      guard stage.duration > .zero else { throw .duration(stage.duration) }
      guard let nanoseconds = Self.nanoseconds(of: stage.duration) else {
        throw .tooManyRequests(limit: Self.maximumRequests)
      }
      stages.append((rate, nanoseconds))
    }
    try Self.check(options.common, descriptorLimit: descriptorLimit, now: now)
    guard let schedule = SendSchedule(stages), schedule.count <= Self.maximumRequests else {
      throw .tooManyRequests(limit: Self.maximumRequests)
    }
    guard schedule.count > 0 else { throw .nothingToSend }
    self.options = options.common
    self.stages = options.stages
    self.pacing = .openLoop(schedule)
  }

  /// A race.
  init(
    _ options: RaceOptions, descriptorLimit: Int = Self.openFileLimit(), now: ProtobufTimestamp = .wallClock
  ) throws(LoadRefusal) {
    guard let requests = UInt64(exactly: options.requests), requests > 0 else { throw .requests(options.requests) }
    guard requests <= Self.maximumRequests else { throw .tooManyRequests(limit: Self.maximumRequests) }
    guard options.concurrency > 0 else { throw .concurrency(options.concurrency) }
    try Self.check(options.common, descriptorLimit: descriptorLimit, now: now)
    let connections = options.common.connections
    guard options.concurrency >= connections else {
      throw .concurrencyBelowConnections(options.concurrency, connections: connections)
    }
    // No overflow: the descriptors limit the connections.
    let most = Self.maximumCallsOfConnection * connections
    guard options.concurrency <= most else { throw .tooMuchConcurrency(options.concurrency, limit: most) }
    self.options = options.common
    self.stages = []
    self.pacing = .closedLoop(requests: requests, concurrency: options.concurrency)
  }

  private static func check(
    _ options: LoadOptions, descriptorLimit: Int, now: ProtobufTimestamp
  ) throws(LoadRefusal) {
    guard options.timeout > .zero else { throw .timeout(options.timeout) }
    if let users = options.users.count, users < 1 { throw .users(users) }
    guard options.connections > 0 else { throw .connections(options.connections) }
    let connectionLimit = max(0, descriptorLimit - Self.reservedDescriptors)
    guard options.connections <= connectionLimit else {
      throw .tooManyConnections(options.connections, limit: connectionLimit)
    }
    guard !options.addresses.isEmpty else { throw .noAddress }
    guard options.connections >= options.addresses.count else {
      throw .fewerConnectionsThanServers(options.connections, servers: options.addresses.count)
    }
    if let start = options.startTime, start.isBefore(now) { throw .startIsPast }
  }

  /// `nil` when the duration is centuries long.
  private static func nanoseconds(of duration: Duration) -> UInt64? {
    let (seconds, attoseconds) = duration.components
    guard let seconds = UInt64(exactly: seconds), seconds < 10_000_000_000 else { return nil }
    return seconds * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }

  /// How many descriptors the process may have.
  static func openFileLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(clamping: limit.rlim_cur)
  }
}
