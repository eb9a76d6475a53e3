import CampaignDomain

/// The callers who may hold a coupon of a campaign: what this server saw under the campaign's lock, kept so that a
/// group need not look up callers who surely hold none. It says “surely not” or “maybe”, and only the database says
/// “yes”.
///
/// It is complete as long as the locked row is the one that was last seen or saved, with its stamp. Another row has
/// other servers' coupons, which are read with the next lock: sequences are given under the lock, grow, and are never
/// used again. But a database may have been set back, and may have issued as many coupons again, to others. So what is
/// read begins with the last coupon that is known: where that one has another code, or is gone, everything is
/// forgotten. Where too much is missing, a `HolderReader` reads it meanwhile, and everybody is looked up until it has.
/// A user who once held a coupon stays in it: too many “maybe” cost a look, too few would cost a second coupon.
struct KnownHolders: Sendable {
  /// The most sequences of a campaign whose holders are kept: all that a campaign may have, and some that came back and
  /// were issued anew. 128 MiB hold them all.
  static let maximumCount: Int64 = 12_000_000

  private var hashes = HolderSet()
  /// The last coupon that is in the set, as are all before it; `nil`: none is.
  private var lastCoupon: CouponIdentity?
  /// Every coupon up to here is in the set. The last one may lie before it, where those between were deleted.
  private(set) var throughSequence: Int64 = 0
  /// The row as it was last seen or saved.
  private var row: Campaign?
  /// True where nobody was missing when the campaign was last seen.
  private(set) var isComplete = false
  /// True where another server had issued coupons when the campaign was last locked.
  private(set) var othersIssued = false
  private var isAbandoned = false
  /// A reader has what was known.
  private var isBeingRead = false
  /// The number of the last reading that began.
  private var readingNumber = 0
  /// True where the campaign was seen since the last reading.
  private var isMissingCountFresh = false

  /// The sequence from which on to ask for holders along with the next lock; `nil`: not at all. `expectsOthers`: other
  /// servers issue, too, and what they issued is worth asking for before it is known that there is something.
  func query(expectsOthers: Bool) -> Int64? {
    isComplete && !expectsOthers ? nil : nextSequence
  }

  /// The sequence from which on holders are to be read, now that the campaign was seen; `nil`: nobody is missing, too
  /// many are to be read while others wait for the lock, or `request` asked for them and got what is read at once.
  func gap(behind request: IssueQuery) -> Int64? {
    if isComplete { return nil }
    // Holders that were asked for with the lock are of no use where nothing is known now.
    return request.holdersFrom == nil || lastCoupon == nil ? nextSequence : nil
  }

  /// The sequence at which to read on; `nil`: not under the lock.
  private var nextSequence: Int64? {
    isAbandoned || isBeingRead || isFarBehind ? nil : lastCoupon?.sequence ?? 0
  }

  /// The number of sequences that were missing when the campaign was last seen.
  private var missingCount: Int64 { max(0, (row?.lastSequence ?? 0) - throughSequence) }

  /// More holders are missing than are read under a lock, along with the last one that is known.
  private var isFarBehind: Bool {
    missingCount + (lastCoupon == nil ? 0 : 1) > Int64(IssueQuery.maximumRecentHolders)
  }

  /// Everybody who holds a coupon of a campaign as it was committed; `nil`: somebody may be missing.
  func all(of campaign: Campaign) -> HolderSet? {
    isComplete && row == campaign ? hashes : nil
  }

  /// True where the campaign had coupons to give when it was last seen.
  var isSelling: Bool {
    guard let row else { return false }
    return row.remainingCoupons > 0 && (row.state == .open || row.state == .scheduled)
  }

  /// True where the campaign is known to ignore the keys of calls.
  var ignoresKeys: Bool { row?.ignoresKeys ?? false }

  /// The number of hashes that are kept.
  var count: Int { hashes.count }

  /// Takes in what was read under the lock.
  mutating func learn(_ locked: IssueBasis) {
    othersIssued = isComplete && locked.campaign.lastSequence > throughSequence
    learn(locked.recentHolders, of: locked.campaign)
  }

  /// Takes in what was read later under the same lock, or without a lock behind the row.
  mutating func learn(_ recent: RecentHolders?, of campaign: Campaign) {
    if let row, !row.mayHaveBecome(campaign) { forget() }
    // A change of the row may have issued coupons, and others than those that are known: what is read shows it. A
    // campaign that issued nothing has none.
    if row != campaign { isComplete = campaign.lastSequence == 0 }
    row = campaign
    isMissingCountFresh = true
    guard !isAbandoned else { return }
    // Nobody needs to know the holders of a campaign that issues nothing to callers.
    guard campaign.lastSequence <= Self.maximumCount, !campaign.queueOnly else { return abandon() }
    guard let recent, !isBeingRead else { return }
    guard recent.goOn(from: lastCoupon) else { return forget() }
    hashes.insert(users: recent.users, keys: campaign.ignoresKeys ? [] : recent.keys)
    lastCoupon = recent.ends?.last ?? lastCoupon
    throughSequence = recent.throughSequence ?? campaign.lastSequence
    isComplete = throughSequence >= campaign.lastSequence
  }

  /// Drops everything that is known but the row: a database that was restored, or failed over to a standby that was
  /// behind, gives sequences again, to others, and coupons may have been changed by SQL.
  mutating func forget() {
    let (row, number) = (row, readingNumber)
    self = KnownHolders()
    self.row = row
    readingNumber = number
    isMissingCountFresh = row != nil
  }

  /// Takes in whom a change issues a coupon to, before it is committed: should the commit fail, they are looked up once
  /// in vain.
  mutating func expect(_ change: CampaignChange) {
    guard isComplete else { return }
    for new in change.coupons {
      if let user = new.coupon.userID { hashes.insert(user) }
      if let key = new.idempotencyKey { hashes.insert(key) }
    }
  }

  /// The change that was expected is committed, and the row is as it was saved.
  mutating func confirm(_ change: CampaignChange, as saved: Campaign) {
    row = saved
    guard isComplete else { return }
    throughSequence = saved.lastSequence
    if let last = change.coupons.last { lastCoupon = CouponIdentity(last.coupon) }
  }

  /// True where a call has to be looked up before it can be decided.
  func mayHold(_ caller: IssueRequest) -> Bool {
    guard isComplete else { return true }
    if let user = caller.userDigest, hashes.mayContain(user: user) { return true }
    if !ignoresKeys, let key = caller.keyDigest, hashes.mayContain(key: key) { return true }
    return false
  }

  private mutating func abandon() {
    isAbandoned = true
    isBeingRead = false
    isComplete = false
    hashes = HolderSet()
  }
}

// MARK: - Reading without the lock

extension KnownHolders {
  /// Gives what is known to a reader, where it takes one to know the rest; `nil`: it doesn't.
  mutating func beginReading() -> HolderReading? {
    guard isFarBehind, isMissingCountFresh, !isAbandoned, !isBeingRead else { return nil }
    defer {
      hashes = HolderSet()
      isBeingRead = true
      isMissingCountFresh = false
    }
    readingNumber += 1
    return HolderReading(
      number: readingNumber, ignoresKeys: ignoresKeys, hashes: hashes, throughSequence: throughSequence,
      lastCoupon: lastCoupon)
  }

  /// The most hashes that a reading would add.
  var missingHashes: Int { Int(clamping: missingCount) * (ignoresKeys ? 1 : 2) }

  /// Takes back what a reader was given, with what it read.
  mutating func endReading(_ reading: HolderReading) {
    // A database that lost its last coupons, or too many of them, may have made it worthless meanwhile.
    guard isBeingRead, reading.number == readingNumber else { return }
    isBeingRead = false
    isMissingCountFresh = false
    hashes = reading.hashes
    throughSequence = reading.throughSequence
    lastCoupon = reading.lastCoupon
  }
}
