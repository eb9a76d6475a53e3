import CampaignDomain

/// The ids that are known to be campaigns': as many as there is room for. The id that was asked for longest ago goes
/// first. A pure value.
///
/// Ids are kept in two halves: a half that is full becomes the older one, whose place it takes; an id that is asked for
/// moves to the younger.
struct KnownCampaigns: Sendable {
  private let halfCapacity: Int
  private var young: Set<CampaignID> = []
  private var old: Set<CampaignID> = []

  /// Keeps at least half of `capacity` ids, and never more.
  init(capacity: Int = 100_000) {
    halfCapacity = max(1, capacity / 2)
  }

  var count: Int { young.count + old.count }

  mutating func insert(_ id: CampaignID) {
    guard young.insert(id).inserted else { return }
    old.remove(id)
    guard young.count >= halfCapacity else { return }
    old = young
    young = []
  }

  /// It was looked for and is gone.
  mutating func remove(_ id: CampaignID) {
    young.remove(id)
    old.remove(id)
  }

  /// True where it is known; then it stays so for longer.
  mutating func contains(_ id: CampaignID) -> Bool {
    if young.contains(id) { return true }
    guard old.contains(id) else { return false }
    insert(id)
    return true
  }
}
