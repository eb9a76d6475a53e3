import CampaignDomain

/// The holders of a campaign's coupons up to a sequence, read without its lock.
struct HolderReading: Sendable {
  /// Tells it from the readings of the same campaign before it.
  let number: Int
  /// Nobody asks for keys, and those of coupons from before that was so are left out.
  private let ignoresKeys: Bool
  private(set) var hashes: HolderSet
  private(set) var throughSequence: Int64
  /// The last coupon whose holder is in it; `nil`: nobody is.
  private(set) var lastCoupon: CouponIdentity?

  init(number: Int, ignoresKeys: Bool = false, hashes: HolderSet, throughSequence: Int64, lastCoupon: CouponIdentity?) {
    self.number = number
    self.ignoresKeys = ignoresKeys
    self.hashes = hashes
    self.throughSequence = throughSequence
    self.lastCoupon = lastCoupon
  }

  /// The sequence at which its next page begins.
  var nextSequence: Int64 { lastCoupon?.sequence ?? 0 }

  /// Adds those of the next page. False: there is no more to add. They were fewer than are read at once, and were not
  /// added; or they are of another history than what was read before, of which nothing is left then.
  mutating func add(_ page: RecentHolders) -> Bool {
    guard page.goOn(from: lastCoupon) else {
      self = HolderReading(
        number: number, ignoresKeys: ignoresKeys, hashes: HolderSet(), throughSequence: 0, lastCoupon: nil)
      return false
    }
    guard let sequence = page.throughSequence else { return false }
    hashes.insert(users: page.users, keys: ignoresKeys ? [] : page.keys)
    throughSequence = sequence
    lastCoupon = page.ends?.last ?? lastCoupon
    return true
  }
}
