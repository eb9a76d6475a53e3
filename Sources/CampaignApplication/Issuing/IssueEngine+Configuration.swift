extension IssueEngine {
  /// The limits of waiting. All must be above 0.
  public struct Configuration: Sendable {
    /// The calls that may wait for one campaign; `nil`: as many as its lane answers within a second, as measured.
    public var laneCapacity: Int?
    /// The most calls of one transaction: measured, past some 256 only latency grows.
    public var maximumGroupSize: Int
    /// The campaigns that may have calls waiting at once.
    public var maximumLanes: Int
    /// The campaigns with callers whose row somebody held for too long: so many try again in turn.
    public var maximumBlockedLanes: Int
    /// The number of them that try at once, and of those whose row nobody has wanted yet: each keeps a connection from
    /// the others while it waits.
    public var maximumBlockedTries: Int
    /// The time for which such a try waits for the row, in whole milliseconds.
    public var blockedLockTimeout: Duration
    /// The calls that may wait until their ids, which nobody knows to be campaigns', are looked up.
    public var lookupCapacity: Int

    /// The number of transactions of several campaigns that run at once.
    public var maximumSharedGroups: Int

    /// Groups of 256, lanes of a second, and 40 blocked campaigns that all try within two seconds, unless told.
    public init(
      laneCapacity: Int? = nil, maximumGroupSize: Int = 256, maximumLanes: Int = 10_000, maximumBlockedLanes: Int = 40,
      maximumBlockedTries: Int = 2, blockedLockTimeout: Duration = .milliseconds(100), lookupCapacity: Int = 10_000,
      maximumSharedGroups: Int = 1
    ) {
      self.laneCapacity = laneCapacity
      self.maximumGroupSize = maximumGroupSize
      self.maximumLanes = maximumLanes
      self.maximumBlockedLanes = maximumBlockedLanes
      self.maximumBlockedTries = maximumBlockedTries
      self.blockedLockTimeout = blockedLockTimeout
      self.lookupCapacity = lookupCapacity
      self.maximumSharedGroups = maximumSharedGroups
    }
  }
}
