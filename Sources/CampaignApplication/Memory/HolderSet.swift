import CampaignDomain

/// The users and keys of a campaign's coupons, as `CallerDigest` hashes them: it says “surely not” or “maybe”.
struct HolderSet: Sendable {
  private var users: Set<Int>
  private var keys: Set<Int>

  init() {
    users = []
    keys = []
  }

  init(_ holders: CampaignHolders) {
    users = Set(holders.users.lazy.map(CallerDigest.hash))
    keys = Set(holders.keys.lazy.map(CallerDigest.hash))
  }

  var count: Int { users.count + keys.count }

  mutating func insert(_ user: UserID) { users.insert(CallerDigest.hash(user)) }
  mutating func insert(_ key: IdempotencyKey) { keys.insert(CallerDigest.hash(key)) }

  func mayContain(user: Int) -> Bool { users.contains(user) }
  func mayContain(key: Int) -> Bool { keys.contains(key) }
}
