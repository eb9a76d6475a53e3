import CampaignDomain

/// The knowledge of campaigns that issue nothing, and of which of them more is being read. A pure value: it knows
/// nothing of the database; the clock is a parameter.
///
///     unknown ──beginLearning──▶ being read ──endLearning──▶ known
///        ▲                          │                          │
///        └──────────forget──────────┴──────────forget──────────┘
struct MemoryState {
  /// The time between two looks for knowledge that nobody asks for.
  private static let restUntilSweep = Duration.seconds(1)

  private let limits: CampaignMemory.Configuration
  private(set) var known: [CampaignID: CampaignKnowledge] = [:] {
    didSet { version &+= 1 }
  }
  /// Grows with each change of what is known.
  private(set) var version: UInt64 = 0
  /// The number of the reading that each campaign is being learned from. A change takes it away: what was read may be
  /// of before the change.
  private var readings: [CampaignID: UInt64] = [:]
  private var lastReading: UInt64 = 0
  /// The time at which knowledge that nobody asks for was last dropped for want of room.
  private var sweepTime: ContinuousClock.Instant?

  init(_ limits: CampaignMemory.Configuration) {
    self.limits = limits
  }

  /// Somebody changed the campaign, or may have: what is being read of it is of no use, either. True: something was
  /// known.
  mutating func forget(_ id: CampaignID) -> Bool {
    readings[id] = nil
    guard known[id] != nil else { return false }
    known[id] = nil
    return true
  }

  /// The campaign was seen to issue nothing: the number of the reading that it is worth; `nil`: it is being read
  /// already, or there is nothing more to know, or no room. `holders`: all that hold one of its coupons, if anybody
  /// knows.
  mutating func beginLearning(
    _ id: CampaignID, holders: HolderSet?, at now: @autoclosure () -> ContinuousClock.Instant
  ) -> UInt64? {
    guard readings[id] == nil, mayLearn(id, holders: holders, at: now()) else { return nil }
    lastReading += 1
    readings[id] = lastReading
    return lastReading
  }

  /// The reading is done; without a snapshot it failed. `holders` are those of `row`, or of the snapshot's where that
  /// is `nil`. True: the campaign is known now.
  mutating func endLearning(
    _ id: CampaignID, as reading: UInt64, snapshot: CampaignSnapshot?, holders: HolderSet?, of row: Campaign?,
    requestTime: ContinuousClock.Instant
  ) -> Bool {
    guard readings[id] == reading else { return false }
    readings[id] = nil
    // The holders that were known are those of this row and of no other: a later group knows those, too.
    guard let snapshot, row == nil || row == snapshot.campaign else { return false }
    dropIdle(at: requestTime)
    let space = space
    let knowledge = CampaignKnowledge(
      snapshot.campaign, holders: holders.flatMap { $0.count <= space ? $0 : nil },
      clock: DatabaseClock(reading: snapshot.now, requestTime: requestTime))
    guard let knowledge else { return false }
    known[id] = knowledge
    return true
  }

  /// A campaign that is not known yet may be learned as long as there is room; a known one is learned again once all
  /// its holders are known and weren't before. Without room, knowledge that nobody asked for lately makes some.
  private mutating func mayLearn(
    _ id: CampaignID, holders: HolderSet?, at now: @autoclosure () -> ContinuousClock.Instant
  ) -> Bool {
    if let knowledge = known[id], knowledge.holders != nil || holders == nil { return false }
    if hasRoom(for: id, holders) { return true }
    let now = now()
    if let last = sweepTime, now - last < Self.restUntilSweep { return false }
    sweepTime = now
    dropIdle(at: now)
    return hasRoom(for: id, holders)
  }

  private func hasRoom(for id: CampaignID, _ holders: HolderSet?) -> Bool {
    if known[id] != nil { return (holders?.count ?? 0) <= space }
    return known.count + readings.count < limits.maximumCampaigns
  }

  /// Knowledge that is asked for is confirmed all the time: if it is old, nobody asked for it.
  private mutating func dropIdle(at now: ContinuousClock.Instant) {
    let young = known.filter { $0.value.age(at: now) < limits.maximumIdleTime }
    if young.count < known.count { known = young }
  }

  /// The number of further hashes that may be kept.
  private var space: Int {
    limits.maximumHashes - known.values.reduce(0) { $0 + ($1.holders?.count ?? 0) }
  }
}
