import CampaignDomain

/// Who may hold a coupon of a campaign: what this server saw under the campaign's lock, kept so that a group need not
/// look up callers who surely hold none. It says “surely not” or “maybe”, and only the database says “yes”.
///
/// It is complete when it covers every sequence up to the row's `last_sequence`, read under the same lock: sequences are
/// given under the lock, grow, and are never used again. What another server issued meanwhile is read with the next lock;
/// where that is too much, a `HolderReader` reads it meanwhile, and everybody is looked up until it has.
/// Whoever once held a coupon stays in it: too many “maybe” cost a look, too few would cost a second coupon.
struct KnownHolders: Sendable {
  /// The most sequences of a campaign whose holders are kept: all that a campaign may have, and some that came back and were
  /// issued anew. 128 MiB hold them all.
  static let maximumCount: Int64 = 12_000_000

  private var hashes = HolderSet()
  /// Every coupon up to here is in the set.
  private(set) var throughSequence: Int64 = 0
  /// Whether nobody was missing when the campaign was last seen.
  private(set) var isComplete = false
  /// Whether another server had issued coupons when the campaign was last locked.
  private(set) var othersIssued = false
  private var isAbandoned = false
  /// A reader has what was known.
  private var isBeingRead = false
  /// The number of the last reading that began.
  private var readingNumber = 0
  /// How many sequences were missing when the campaign was last seen.
  private var missingCount: Int64 = 0
  /// Whether the campaign was seen since the last reading.
  private var isMissingCountFresh = false
  /// The highest `last_sequence` that was ever seen.
  private var highestSequence: Int64 = 0

  /// Behind which sequence to ask for holders along with the next lock; nil: not at all. `expectsOthers`: other servers
  /// issue, too, and what they issued is worth asking for before it is known that there is something.
  func query(expectsOthers: Bool) -> Int64? {
    isAbandoned || isBeingRead || isFarBehind || isComplete && !expectsOthers ? nil : throughSequence
  }

  /// Behind which sequence holders are missing, now that the campaign was seen; nil: nowhere, or too many to be read while
  /// others wait for the lock.
  func gap(of campaign: Campaign) -> Int64? {
    isAbandoned || isBeingRead || isComplete || throughSequence >= campaign.lastSequence || isFarBehind
      ? nil : throughSequence
  }

  /// More holders are missing than are read under a lock.
  private var isFarBehind: Bool { missingCount > Int64(LockRequest.maximumRecentHolders) }

  /// Gives what is known to a reader, where it takes one to know the rest; nil: it doesn't.
  mutating func beginReading() -> HolderReading? {
    guard isFarBehind, isMissingCountFresh, !isAbandoned, !isBeingRead else { return nil }
    defer {
      hashes = HolderSet()
      isBeingRead = true
      isMissingCountFresh = false
    }
    readingNumber += 1
    return HolderReading(number: readingNumber, hashes: hashes, throughSequence: throughSequence)
  }

  /// How many hashes a reading would add, at most.
  var missingHashes: Int { Int(clamping: missingCount) * 2 }

  /// Takes back what a reader was given, with what it read.
  mutating func endReading(_ reading: HolderReading) {
    // A database that lost its last coupons, or too many of them, may have made it worthless meanwhile.
    guard isBeingRead, reading.number == readingNumber else { return }
    isBeingRead = false
    isMissingCountFresh = false
    hashes = reading.hashes
    throughSequence = reading.throughSequence
  }

  /// Everybody who holds a coupon of a campaign as it was committed; nil: somebody may be missing.
  func all(of campaign: Campaign) -> HolderSet? {
    isComplete && throughSequence == campaign.lastSequence ? hashes : nil
  }

  /// How many hashes are kept.
  var count: Int { hashes.count }

  /// Takes in what was read under the lock.
  mutating func learn(_ locked: LockedCampaign) {
    othersIssued = isComplete && locked.campaign.lastSequence > throughSequence
    learn(locked.recentHolders, of: locked.campaign)
  }

  /// Takes in what was read later under the same lock, or without a lock behind the row.
  mutating func learn(_ recent: RecentHolders?, of campaign: Campaign) {
    if campaign.lastSequence < highestSequence { return forget(campaign) }
    highestSequence = campaign.lastSequence
    guard !isAbandoned else { return }
    guard campaign.lastSequence <= Self.maximumCount else { return abandon() }
    if let recent, !isBeingRead {
      hashes.insert(recent)
      throughSequence = max(throughSequence, recent.throughSequence ?? campaign.lastSequence)
    }
    missingCount = campaign.lastSequence - throughSequence
    isMissingCountFresh = true
    isComplete = missingCount == 0 && !isBeingRead
  }

  /// A database that was restored, or failed over to a standby that was behind, gives sequences again, to others. Nothing
  /// that was asked for behind one of them means anything. Where the row has come as far again before it is seen, nobody can
  /// tell, and what remains is UNIQUE.
  private mutating func forget(_ campaign: Campaign) {
    let number = readingNumber
    self = KnownHolders()
    readingNumber = number
    highestSequence = campaign.lastSequence
    missingCount = campaign.lastSequence
    isMissingCountFresh = true
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

  /// The change that was expected is committed.
  mutating func confirm(_ change: CampaignChange) {
    highestSequence = max(highestSequence, change.campaign.lastSequence)
    guard isComplete else { return }
    throughSequence = change.campaign.lastSequence
  }

  /// Whether a call has to be looked up before it can be decided.
  func mayHold(_ caller: CallerDigest) -> Bool {
    guard isComplete else { return true }
    if let user = caller.user, hashes.mayContain(user: user) { return true }
    if let key = caller.key, hashes.mayContain(key: key) { return true }
    return false
  }

  private mutating func abandon() {
    isAbandoned = true
    isBeingRead = false
    isComplete = false
    hashes = HolderSet()
  }
}
