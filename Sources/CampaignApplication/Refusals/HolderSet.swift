import CampaignDomain

/// The users and keys of a campaign's coupons, as `TextDigest` hashes them: it says “surely not” or “maybe”.
///
/// A few are kept as they are. Many are kept as 44 of their 64 bits, 5 to 11 bytes each: among twenty million a
/// stranger is taken for a holder once in a million times, and is then looked up in vain. No insertion moves more than
/// a part of them, for a group inserts while it holds its campaign's lock.
struct HolderSet: Sendable {
  /// From here on the hashes are spread over tables.
  static let many = 16_384
  private static let tableBits = 12

  private var few: Set<Int> = []
  /// The tables by the first 12 bits of a hash; empty while there are few.
  private var tables: [FingerprintTable] = []
  /// The number of hashes that are kept.
  private(set) var count = 0

  init() {}

  /// All holders of the campaign of a snapshot; `nil`: they were not read.
  init?(_ snapshot: CampaignSnapshot) {
    guard let holders = snapshot.holders else { return nil }
    insert(users: holders.users, keys: snapshot.campaign.ignoresKeys ? [] : holders.keys)
  }

  mutating func insert(users: [UserID], keys: [IdempotencyKey]) {
    for user in users { insert(user) }
    for key in keys { insert(key) }
  }

  mutating func insert(_ user: UserID) { insert(user.digest) }
  mutating func insert(_ key: IdempotencyKey) { insert(Self.domainSeparated(key.digest)) }

  func mayContain(user: Int) -> Bool { mayContain(user) }
  func mayContain(key: Int) -> Bool { mayContain(Self.domainSeparated(key)) }

  /// The hash of a key in a domain of its own: a key is no user, should it be the same text.
  private static func domainSeparated(_ hash: Int) -> Int { ~hash }

  private mutating func insert(_ hash: Int) {
    guard tables.isEmpty else { return insertIntoTable(hash) }
    few.insert(hash)
    count = few.count
    guard count > Self.many else { return }
    let all = few
    few = []
    count = 0
    tables = Array(repeating: FingerprintTable(), count: 1 << Self.tableBits)
    for hash in all { insertIntoTable(hash) }
  }

  private mutating func insertIntoTable(_ hash: Int) {
    if tables[Self.table(of: hash)].insert(UInt32(truncatingIfNeeded: hash)) { count += 1 }
  }

  private func mayContain(_ hash: Int) -> Bool {
    tables.isEmpty
      ? few.contains(hash) : tables[Self.table(of: hash)].contains(UInt32(truncatingIfNeeded: hash))
  }

  private static func table(of hash: Int) -> Int {
    Int(truncatingIfNeeded: UInt(bitPattern: hash) >> (UInt.bitWidth - tableBits))
  }
}
