import CampaignDomain

/// The lanes of all campaigns with callers, and of those without as many as there is room for. A value; the clock is a
/// parameter.
struct CampaignLanes {
  /// The place of a lane, as long as it is there.
  typealias Place = Int

  /// The most hashes of holders that all lanes without a transaction keep together.
  static let maximumHolders = 24_000_000
  /// The time after which a lane that was of use to nobody goes first when there is no more room.
  private static let maximumRest = Duration.seconds(60)
  /// The time that passes between two looks for such lanes.
  private static let restUntilSweep = Duration.seconds(1)

  /// The number of lanes that may rest.
  private let capacity: Int
  private var places: [CampaignID: Place] = [:]
  /// The lanes by their places: looking at one copies none, as it would in a dictionary.
  private var lanes: [CampaignLane] = []
  private var freePlaces: [Place] = []
  private var restingCount = 0
  private var holderCount = 0
  /// The time at which lanes were last dropped for want of room.
  private var sweepTime: ContinuousClock.Instant

  init(capacity: Int, at now: ContinuousClock.Instant) {
    self.capacity = capacity
    sweepTime = now
  }

  /// The number of lanes that have callers or a transaction.
  var activeCount: Int { places.count - restingCount }

  /// The number of hashes that are kept.
  var keptHolderCount: Int { holderCount }

  func contains(_ id: CampaignID) -> Bool { places[id] != nil }

  func place(of id: CampaignID) -> Place? { places[id] }

  /// The place of a lane, which is made if there is none.
  mutating func place(of id: CampaignID, groupSize: Int) -> Place {
    if let place = places[id] { return place }
    let place = freePlaces.popLast() ?? lanes.endIndex
    let lane = CampaignLane(groupSize: groupSize)
    if place == lanes.endIndex { lanes.append(lane) } else { lanes[place] = lane }
    places[id] = place
    restingCount += 1
    return place
  }

  subscript(place: Place) -> CampaignLane {
    _read { yield lanes[place] }
    _modify { yield &lanes[place] }
  }

  /// Drops a lane that rests.
  private mutating func drop(_ id: CampaignID, at place: Place) {
    holderCount -= lanes[place].record?.holders.count ?? 0
    restingCount -= 1
    places[id] = nil
    lanes[place] = CampaignLane(groupSize: 1)
    freePlaces.append(place)
  }

  /// Drops the lane of a campaign of which nothing is known.
  mutating func forgetIfNew(_ id: CampaignID) {
    guard let place = place(of: id), self[place].record == nil else { return }
    drop(id, at: place)
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
    drop(id, at: place)
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
    let idle = places.filter { lanes[$1].state == .resting && lanes[$1].endTime.map { $0 <= oldest } ?? true }
    for (id, place) in idle { drop(id, at: place) }
  }
}
