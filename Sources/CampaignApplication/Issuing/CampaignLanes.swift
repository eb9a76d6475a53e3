import CampaignDomain

/// The lanes of all campaigns with callers, and of those without as many as there is room for. A value; the clock is a
/// parameter.
struct CampaignLanes {
  /// The place of a lane, until another comes or goes.
  typealias Place = Dictionary<CampaignID, CampaignLane>.Index

  /// The most hashes of holders that all lanes without a transaction keep together.
  static let maximumHolders = 24_000_000
  /// The time after which a lane that was of use to nobody goes first when there is no more room.
  private static let maximumRest = Duration.seconds(60)
  /// The time that passes between two looks for such lanes.
  private static let restUntilSweep = Duration.seconds(1)

  /// The number of lanes that may rest.
  private let capacity: Int
  private var lanes: [CampaignID: CampaignLane] = [:]
  private var restingCount = 0
  private var holderCount = 0
  /// The time at which lanes were last dropped for want of room.
  private var sweepTime: ContinuousClock.Instant

  init(capacity: Int, at now: ContinuousClock.Instant) {
    self.capacity = capacity
    sweepTime = now
  }

  /// The number of lanes that have callers or a transaction.
  var activeCount: Int { lanes.count - restingCount }

  /// The number of hashes that are kept.
  var keptHolderCount: Int { holderCount }

  func contains(_ id: CampaignID) -> Bool { lanes.index(forKey: id) != nil }

  func place(of id: CampaignID) -> Place? { lanes.index(forKey: id) }

  /// The place of a lane, which is made if there is none.
  mutating func place(of id: CampaignID, groupSize: Int) -> Place {
    if let place = lanes.index(forKey: id) { return place }
    lanes[id] = CampaignLane(groupSize: groupSize)
    restingCount += 1
    return lanes.index(forKey: id) ?? lanes.startIndex
  }

  subscript(place: Place) -> CampaignLane {
    _read { yield lanes.values[place] }
    _modify { yield &lanes.values[place] }
  }

  /// Drops the lane of a campaign of which nothing is known.
  mutating func forgetIfNew(_ id: CampaignID) {
    guard let place = place(of: id), self[place].record == nil else { return }
    lanes.remove(at: place)
    restingCount -= 1
  }

  /// A lane has a caller.
  mutating func leftRest() { restingCount -= 1 }

  /// Takes what is known of a campaign out, for a transaction.
  mutating func takeRecord(_ place: Place) -> LaneRecord {
    guard let record = self[place].record.take() else { return LaneRecord() }
    holderCount -= record.holders.count
    return record
  }

  /// A transaction of the campaign has ended and leaves `record`, of which nothing is left to the caller. Its holders
  /// are kept if there is room: what was of use to nobody for a while makes some. `canShare`: nothing went wrong with
  /// it.
  mutating func keep(
    _ record: inout LaneRecord, of id: CampaignID, canShare: Bool, at now: ContinuousClock.Instant
  ) {
    if !hasRoom(forHolders: record.holders.count, at: now) { record.holders = KnownHolders() }
    guard let place = place(of: id) else { return }
    holderCount += record.holders.count
    self[place].canShare = canShare && record.holders.isComplete && record.holders.isSelling
    self[place].endTime = now
    self[place].record = record
    record = LaneRecord()
  }

  /// Nobody waits in a lane and nothing runs: it is kept if something is known of its campaign, and there is room.
  mutating func rest(_ id: CampaignID, at now: ContinuousClock.Instant) {
    if restingCount >= capacity { dropRested(at: now) }
    guard let place = place(of: id) else { return }
    self[place].move(to: .resting)
    self[place].waiting = ArrivalQueue()
    self[place].reading = nil
    restingCount += 1
    guard restingCount > capacity || self[place].record == nil else { return }
    holderCount -= self[place].record?.holders.count ?? 0
    lanes.remove(at: place)
    restingCount -= 1
  }

  /// True where so many hashes more have room, once what is of no use is gone.
  mutating func hasRoom(forHolders count: Int, at now: ContinuousClock.Instant) -> Bool {
    if holderCount + count > Self.maximumHolders { dropRested(at: now) }
    return holderCount + count <= Self.maximumHolders
  }

  /// Drops what was of use to nobody for a while, unless that was done a moment ago.
  private mutating func dropRested(at now: ContinuousClock.Instant) {
    guard now - sweepTime > Self.restUntilSweep else { return }
    sweepTime = now
    let oldest = now - Self.maximumRest
    lanes = lanes.filter { $0.value.state != .resting || $0.value.endTime.map { $0 > oldest } ?? false }
    restingCount = lanes.values.count { $0.state == .resting }
    holderCount = lanes.values.reduce(0) { $0 + ($1.record?.holders.count ?? 0) }
  }
}
