extension CrashChecks {
  /// Coupons that were told and aren't stored so, alone or with their key.
  static func storedCoupons(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    let stored = Dictionary(state.coupons.map { ($0.coupon.code, $0) }) { first, _ in first }
    return observations.compactMap { observation in
      guard case .coupon(let coupon, let key, _) = observation.told else { return nil }
      guard let found = stored[coupon.code], found.coupon == coupon else {
        return Contradiction(.toldCouponIsStored, "\(coupon), told at \(observation.heard)")
      }
      // With a limit of 1 the user is the key, and no other is stored.
      let isByUser = state.campaigns[coupon.campaign]?.perUserLimit == 1
      guard key.isEmpty || found.key == key || isByUser else {
        return Contradiction(.keyLeadsToItsCoupon, "\(coupon) for \(key), stored with \(found.key)")
      }
      return nil
    }
  }

  /// Codes and sequences that were told for two coupons, and users who were told of more than they may have.
  static func toldTwice(_ observations: [Observation], _ state: StoredState) -> [Contradiction] {
    var found: [Contradiction] = []
    var byCode: [String: ToldCoupon] = [:]
    var byPlace: [Place: ToldCoupon] = [:]
    var ofUser: [Holder: Set<Int64>] = [:]
    func note(_ coupon: ToldCoupon) {
      let other =
        byCode.updateValue(coupon, forKey: coupon.code)
        ?? byPlace[Place(campaign: coupon.campaign, sequence: coupon.sequence)]
      byPlace[Place(campaign: coupon.campaign, sequence: coupon.sequence)] = coupon
      if let other, other != coupon { found.append(Contradiction(.nothingIsToldTwice, "\(other) and \(coupon)")) }
      guard !coupon.user.isEmpty, let limit = state.campaigns[coupon.campaign]?.perUserLimit, limit > 0 else { return }
      let holder = Holder(campaign: coupon.campaign, user: coupon.user)
      let isNew = ofUser[holder, default: []].insert(coupon.sequence).inserted
      if isNew, let count = ofUser[holder]?.count, count > limit {
        found.append(Contradiction(.nothingIsToldTwice, "\(coupon) is the user's number \(count) of \(limit)"))
      }
    }
    for observation in observations {
      switch observation.told {
      case .coupon(let coupon, _, _): note(coupon)
      case .page(let page): page.coupons.forEach(note)
      case .entry(let entry): if let coupon = entry.coupon { note(coupon) }
      default: break
      }
    }
    return found
  }

  /// Faults of the database by itself.
  static func soundness(of state: StoredState) -> [Contradiction] {
    var found: [Contradiction] = []
    var codes: Set<String> = []
    var slots: Set<Slot> = []
    var sequences: [Int64: Set<Int64>] = [:]
    for stored in state.coupons {
      let coupon = stored.coupon
      if !codes.insert(coupon.code).inserted { found.append(Contradiction(.databaseIsSound, "code of \(coupon)")) }
      if !sequences[coupon.campaign, default: []].insert(coupon.sequence).inserted {
        found.append(Contradiction(.databaseIsSound, "sequence of \(coupon)"))
      }
      guard let slot = stored.slot else { continue }
      if !slots.insert(Slot(campaign: coupon.campaign, user: coupon.user, slot: slot)).inserted {
        found.append(Contradiction(.databaseIsSound, "slot \(slot) of \(coupon)"))
      }
    }
    for (id, campaign) in state.campaigns {
      let numbers = sequences[id] ?? []
      if Int64(numbers.count) != campaign.total - campaign.remaining {
        found.append(Contradiction(.databaseIsSound, "campaign \(id): \(numbers.count) coupons, \(campaign)"))
      }
      if let last = numbers.max(), last != Int64(numbers.count) {
        found.append(Contradiction(.databaseIsSound, "campaign \(id): a gap below \(last)"))
      }
    }
    return found
  }

  private struct Place: Hashable {
    let campaign: Int64
    let sequence: Int64
  }

  private struct Holder: Hashable {
    let campaign: Int64
    let user: String
  }

  private struct Slot: Hashable {
    let campaign: Int64
    let user: String
    let slot: Int
  }
}
