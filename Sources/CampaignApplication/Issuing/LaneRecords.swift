import CampaignDomain

/// What the groups of a campaign leave for those behind them.
struct LaneRecord {
  var holders = KnownHolders()
  var courtesy = LockCourtesy()
  var balance = GroupBalance()
  var speed: LaneSpeed?
  /// Drawn ahead of the next group.
  var codes: [CouponCode] = []
  /// Somebody held the row for too long when the last group wanted it.
  var isBlocked = false
  /// When the last group ended.
  var endTime = ContinuousClock.now

  /// Its row was had a moment ago, and will be again.
  func isWarm(at now: ContinuousClock.Instant) -> Bool { !isBlocked && now - endTime < .seconds(1) }
}

/// The records of the campaigns for which no group runs now, as many as there is room for. A pure value; the clock is a
/// parameter.
struct LaneRecords {
  /// The most hashes of holders that all records keep together.
  static let maximumHolders = 24_000_000
  /// The most codes that a record keeps.
  static let maximumCodes = 64
  /// What was of use to nobody for so long goes first when there is no more room,
  private static let maximumRest = Duration.seconds(60)
  /// and this long passes between two looks for it.
  private static let restUntilSweep = Duration.seconds(1)

  private let capacity: Int
  private var records: [CampaignID: LaneRecord] = [:]
  private var holderCount = 0
  /// When records were last dropped for want of room.
  private var sweepTime: ContinuousClock.Instant

  init(capacity: Int, at now: ContinuousClock.Instant) {
    self.capacity = capacity
    sweepTime = now
  }

  func contains(_ id: CampaignID) -> Bool { records[id] != nil }

  /// Whether somebody held its row when it was last wanted; nil: nobody here has wanted it, as far as is known.
  func wasHeld(_ id: CampaignID) -> Bool? { records[id]?.isBlocked }

  func speed(of id: CampaignID) -> LaneSpeed? { records[id]?.speed }

  /// Takes the record out: a second reference would make its next change copy millions of hashes.
  mutating func take(_ id: CampaignID) -> LaneRecord? {
    guard let record = records.removeValue(forKey: id) else { return nil }
    holderCount -= record.holders.count
    return record
  }

  /// Keeps what is known of a campaign, if there is room: what was of use to nobody for a while makes some. Nothing of the
  /// record is left to the caller.
  mutating func keep(_ record: inout LaneRecord, of id: CampaignID, at now: ContinuousClock.Instant) {
    defer { record = LaneRecord() }
    record.endTime = now
    if isFull(with: record) { dropRested(at: now) }
    guard records.count < capacity else { return }
    if isFull(with: record) { record.holders = KnownHolders() }
    holderCount += record.holders.count
    records[id] = record
  }

  /// Whether so many hashes more have room, once what is of no use is gone.
  mutating func hasRoom(forHolders count: Int, at now: ContinuousClock.Instant) -> Bool {
    if holderCount + count > Self.maximumHolders { dropRested(at: now) }
    return holderCount + count <= Self.maximumHolders
  }

  /// Drops what was of use to nobody for a while, unless that was done a moment ago.
  private mutating func dropRested(at now: ContinuousClock.Instant) {
    guard now - sweepTime > Self.restUntilSweep else { return }
    sweepTime = now
    let oldest = now - Self.maximumRest
    records = records.filter { $0.value.endTime > oldest }
    holderCount = records.values.reduce(0) { $0 + $1.holders.count }
  }

  private func isFull(with record: LaneRecord) -> Bool {
    holderCount + record.holders.count > Self.maximumHolders || records.count >= capacity
  }
}
