internal import Glibc

/// Options that were found possible, and the schedule that follows from them.
struct BurstPlan: Sendable {
  /// An acknowledged coupon is kept until the campaign was read back: about a hundred bytes, so two gigabytes at most.
  static let maximumRequests: UInt64 = 20_000_000

  /// Descriptors that the process needs beside its connections.
  static let reservedDescriptors = 32

  let options: BurstOptions
  let schedule: SendSchedule

  init(_ options: BurstOptions, descriptorLimit: Int = Self.openFileLimit()) throws(LoadRefusal) {
    guard let rate = UInt64(exactly: options.rate), rate > 0 else { throw .rate(options.rate) }
    guard options.duration > .zero else { throw .duration(options.duration) }
    guard options.timeout > .zero else { throw .timeout(options.timeout) }
    if let users = options.users, users < 1 { throw .users(users) }
    guard options.connections > 0 else { throw .connections(options.connections) }
    let connectionLimit = max(0, descriptorLimit - Self.reservedDescriptors)
    guard options.connections <= connectionLimit else {
      throw .tooManyConnections(options.connections, limit: connectionLimit)
    }
    guard
      let nanoseconds = Self.nanoseconds(of: options.duration),
      let schedule = SendSchedule(rate: rate, nanoseconds: nanoseconds), schedule.count <= Self.maximumRequests
    else { throw .tooManyRequests(limit: Self.maximumRequests) }
    guard schedule.count > 0 else { throw .nothingToSend }
    self.options = options
    self.schedule = schedule
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
