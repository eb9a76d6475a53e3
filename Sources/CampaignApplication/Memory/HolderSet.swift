import CampaignDomain

/// The users and keys of a campaign's coupons, as hashes with a seed of this process: it says “surely not” or “maybe”.
struct HolderSet: Sendable {
  private var users: Set<Int>
  private var keys: Set<Int>

  init() {
    users = []
    keys = []
  }

  init(_ holders: CampaignHolders) {
    users = Set(holders.users.lazy.map(\.hashValue))
    keys = Set(holders.keys.lazy.map(\.hashValue))
  }

  var count: Int { users.count + keys.count }

  mutating func insert(_ user: UserID) { users.insert(user.hashValue) }
  mutating func insert(_ key: IdempotencyKey) { keys.insert(key.hashValue) }

  func mayContain(_ user: UserID) -> Bool { users.contains(user.hashValue) }
  func mayContain(_ key: IdempotencyKey) -> Bool { keys.contains(key.hashValue) }
}
