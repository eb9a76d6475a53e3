internal import Glibc
package import RPCCodec

/// Options that were found possible, and the pace at which requests are sent.
package struct LoadPlan: Sendable {
  /// An acknowledged coupon is kept until the campaign was read back, and the proof keeps its code, user and sequence
  /// more than once to compare them: some hundreds of bytes in all, so gigabytes where each request gets a coupon of
  /// its own. A refusal leaves nothing but counts.
  static let maximumRequests: UInt64 = 20_000_000

  /// The most stages of a schedule: no person writes one of more.
  static let maximumStages = 1_000

  /// The number of calls that one connection may have in flight.
  package static let maximumCallsOfConnection = 65_536

  /// The number of bytes of requests that may wait for a server that doesn't read.
  package static let maximumPendingBytes = 16 << 20

  /// Descriptors that the process needs beside its connections.
  static let reservedDescriptors = 32

  package let options: LoadOptions
  package let pacing: Pacing

  /// The stages of an open loop; none of a closed one.
  package let stages: [LoadStage]

  /// The number of requests that are planned.
  package var count: UInt64 { pacing.count }

  /// A load that can be made; refused with the reason otherwise.
  package init(
    _ options: LoadOptions, descriptorLimit: Int = Self.openFileLimit(), now: ProtobufTimestamp = .wallClock
  ) throws(LoadRefusal) {
    self.options = options
    switch options.pace {
    case .open(let stages):
      self.stages = stages
      pacing = .openLoop(
        try Self.schedule(stages) { () throws(LoadRefusal) in
          try Self.check(options, descriptorLimit: descriptorLimit, now: now)
        })
    case .closed(let requests, let concurrency):
      stages = []
      guard let count = UInt64(exactly: requests), count > 0 else { throw .requests(requests) }
      guard count <= Self.maximumRequests else { throw .tooManyRequests(limit: Self.maximumRequests) }
      guard concurrency > 0 else { throw .concurrency(concurrency) }
      try Self.check(options, descriptorLimit: descriptorLimit, now: now)
      guard concurrency >= options.connections else {
        throw .concurrencyBelowConnections(concurrency, connections: options.connections)
      }
      // No overflow: the descriptors limit the connections.
      let most = Self.maximumCallsOfConnection * options.connections
      guard concurrency <= most else { throw .tooMuchConcurrency(concurrency, limit: most) }
      pacing = .closedLoop(requests: count, concurrency: concurrency)
    }
  }

  private static func schedule(
    _ planned: [LoadStage], _ check: () throws(LoadRefusal) -> Void
  ) throws(LoadRefusal) -> SendSchedule {
    guard !planned.isEmpty else { throw .noStages }
    guard planned.count <= Self.maximumStages else { throw .tooManyStages(planned.count, limit: Self.maximumStages) }
    var stages: [(rate: UInt64, nanoseconds: UInt64)] = []
    for stage in planned {
      guard let rate = UInt64(exactly: stage.rate), rate > 0 else { throw .rate(stage.rate) }
      guard stage.duration > .zero else { throw .duration(stage.duration) }
      guard let nanoseconds = Self.nanoseconds(of: stage.duration) else {
        throw .tooManyRequests(limit: Self.maximumRequests)
      }
      stages.append((rate, nanoseconds))
    }
    try check()
    guard let schedule = SendSchedule(stages), schedule.count <= Self.maximumRequests else {
      throw .tooManyRequests(limit: Self.maximumRequests)
    }
    guard schedule.count > 0 else { throw .nothingToSend }
    return schedule
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

  /// `nil`: the duration is centuries long.
  private static func nanoseconds(of duration: Duration) -> UInt64? {
    let (seconds, attoseconds) = duration.components
    guard let seconds = UInt64(exactly: seconds), seconds < 10_000_000_000 else { return nil }
    return seconds * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }

  /// The number of descriptors that the process may have.
  package static func openFileLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(clamping: limit.rlim_cur)
  }
}
