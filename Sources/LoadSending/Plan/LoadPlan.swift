internal import Glibc
package import RPCCodec

/// Options that were found possible, and the number and the times of their requests.
package struct LoadPlan: Sendable {
  /// An acknowledged coupon is kept until the campaign was read back, and the proof keeps its code, user and sequence
  /// more than once to compare them: some hundreds of bytes in all, so gigabytes where each request gets a coupon of
  /// its own. A refusal leaves nothing but counts.
  static let maximumRequests: UInt64 = 20_000_000

  static var tooManyRequests: LoadFailure {
    LoadFailure("more than \(maximumRequests) requests are more than the proof can keep in memory")
  }

  /// The number of calls that one connection may have in flight.
  package static let maximumCallsOfConnection = 65_536

  /// The number of bytes of requests that may wait for a server that doesn't read.
  package static let maximumPendingBytes = 16 << 20

  /// Descriptors that the process needs beside its connections.
  static let reservedDescriptors = 32

  package var options: LoadOptions

  /// The times of an open loop's requests; `nil` in a closed loop, where each answer sends the next request.
  package let schedule: SendSchedule?

  /// The number of requests that are planned.
  package let count: UInt64

  /// A load that can be made; refused with the reason otherwise.
  package init(
    _ options: LoadOptions, descriptorLimit: Int = Self.openFileLimit(), now: ProtobufTimestamp = .wallClock
  ) throws(LoadFailure) {
    self.options = options
    try Self.check(options, descriptorLimit: descriptorLimit, now: now)
    switch options.pace {
    case .open(let stages):
      let schedule = try SendSchedule(stages)
      self.schedule = schedule
      count = schedule.count
    case .closed(let requests, let concurrency):
      schedule = nil
      count = try Self.count(requests: requests, concurrency: concurrency, connections: options.connections)
    }
  }

  private static func count(requests: Int, concurrency: Int, connections: Int) throws(LoadFailure) -> UInt64 {
    guard let count = UInt64(exactly: requests), count > 0 else {
      throw LoadFailure("\(requests) requests are nothing to send: --requests takes 1 or more")
    }
    guard count <= maximumRequests else { throw tooManyRequests }
    guard concurrency > 0 else {
      throw LoadFailure("\(concurrency) calls in flight send nothing: --concurrency takes 1 or more")
    }
    guard concurrency >= connections else {
      throw LoadFailure(
        "\(concurrency) calls in flight leave some of \(connections) connections idle: raise --concurrency to "
          + "\(connections) or lower --connections to \(concurrency)")
    }
    // No overflow: the descriptors limit the connections.
    let most = maximumCallsOfConnection * connections
    guard concurrency <= most else {
      throw LoadFailure(
        "\(concurrency) calls in flight are more than the \(most) that so many connections carry: raise --connections")
    }
    return count
  }

  private static func check(
    _ options: LoadOptions, descriptorLimit: Int, now: ProtobufTimestamp
  ) throws(LoadFailure) {
    let (connections, servers) = (options.connections, options.addresses.count)
    guard options.timeout > .zero else {
      throw LoadFailure("a time limit of \(options.timeout) leaves no time for an answer: --timeout takes, say, 10s")
    }
    if case .queue(let waitLimit) = options.through, waitLimit <= .zero {
      throw LoadFailure("a limit of \(waitLimit) leaves no time for the line: --wait-limit takes, say, 10m")
    }
    if let users = options.users.count, users < 1 {
      throw LoadFailure("\(users) users can ask for nothing: --users takes 1 or more")
    }
    guard connections > 0 else {
      throw LoadFailure("\(connections) connections can send nothing: --connections takes 1 or more")
    }
    let most = max(0, descriptorLimit - reservedDescriptors)
    guard connections <= most else {
      throw LoadFailure(
        "\(connections) connections are more than the \(most) that the limit of open files leaves: raise it with "
          + "ulimit -n")
    }
    guard servers > 0 else { throw LoadFailure("there is no server to call: --address takes HOST:PORT") }
    guard connections >= servers else {
      throw LoadFailure(
        "\(connections) connections don't reach \(servers) servers: --connections takes \(servers) or more")
    }
    if let start = options.startTime, start.isBefore(now) {
      throw LoadFailure(
        "the instant of --at is past: leave it out to fire at the campaign's start, or at once after it")
    }
  }

  /// The number of descriptors that the process may have.
  package static func openFileLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(clamping: limit.rlim_cur)
  }
}
