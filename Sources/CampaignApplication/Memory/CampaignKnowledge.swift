import CampaignDomain
import Synchronization

/// What one epoch of a campaign is known to be: a state in which it issues nothing, so that nothing about it changes
/// until somebody changes the campaign. Such knowledge refuses; it never grants, and it never takes from a winner.
final class CampaignKnowledge: Sendable {
  /// Why a campaign issues nothing.
  enum Standstill: Hashable, Sendable {
    case closed
    case notStarted
    case paused
    case soldOut
  }

  /// The row as it was committed.
  let campaign: Campaign
  let standstill: Standstill
  /// Everybody who may be replayed, as hashes; nil: too many to know, and only who names neither user nor key is refused.
  let holders: HolderSet?

  private let clock: Mutex<DatabaseClock>
  /// When the row was last seen to be still the same, in nanoseconds after `origin`.
  private let confirmedNanoseconds: Atomic<Int64>
  private let isProbed = Atomic<Bool>(false)
  private let origin: ContinuousClock.Instant

  /// Nil: the campaign issues, and nothing can be known of it for longer than a transaction.
  init?(_ campaign: Campaign, holders: HolderSet?, clock: DatabaseClock) {
    guard let standstill = Standstill(of: campaign, at: clock.reading) else { return nil }
    self.campaign = campaign
    self.standstill = standstill
    self.holders = holders
    self.clock = Mutex(clock)
    origin = clock.askedAt
    confirmedNanoseconds = Atomic(0)
  }

  /// How long ago the row was last seen.
  func age(at now: ContinuousClock.Instant) -> Duration {
    now - origin - .nanoseconds(confirmedNanoseconds.load(ordering: .relaxed))
  }

  /// The row was seen again: true when the epoch goes on, false when it is over.
  func confirm(_ campaign: Campaign, clock: DatabaseClock) -> Bool {
    guard campaign == self.campaign else { return false }
    self.clock.withLock { $0 = clock }
    let (seconds, attoseconds) = (clock.askedAt - origin).components
    confirmedNanoseconds.store(seconds * 1_000_000_000 + attoseconds / 1_000_000_000, ordering: .relaxed)
    return true
  }

  /// Takes the one probe that may be under way; false: one is.
  func beginProbe() -> Bool {
    !isProbed.exchange(true, ordering: .acquiring)
  }

  func endProbe() {
    isProbed.store(false, ordering: .releasing)
  }

  /// The refusal that the database would surely give at `now`; nil: ask it. The order is the contract's: replay first.
  func refusal(of caller: CallerDigest, at now: ContinuousClock.Instant) -> UseCaseError? {
    if campaign.perUserLimit > 0 && caller.user == nil { return nil }
    guard isSurelyNoReplay(caller) else { return nil }
    switch standstill {
    case .closed: return .campaignClosed
    case .paused: return .campaignPaused
    case .soldOut:
      // The end may have come meanwhile, and CAMPAIGN_CLOSED goes before SOLD_OUT.
      guard let endTime = campaign.endTime else { return .soldOut }
      return latest(at: now) < endTime ? .soldOut : nil
    case .notStarted:
      let clock = clock.withLock { $0 }
      guard clock.latest(at: now) < campaign.startTime else { return nil }
      // Who waited for the time left by the bound would be back too early.
      return .campaignNotStarted(
        startTime: campaign.startTime, timeLeft: campaign.startTime.duration(since: clock.estimate(at: now)))
    }
  }

  /// Whether the campaign will start by itself, and may have.
  func mayHaveStarted(at now: ContinuousClock.Instant) -> Bool {
    standstill == .notStarted && latest(at: now) >= campaign.startTime
  }

  private func latest(at now: ContinuousClock.Instant) -> Timestamp {
    clock.withLock { $0 }.latest(at: now)
  }

  private func isSurelyNoReplay(_ caller: CallerDigest) -> Bool {
    let user = campaign.perUserLimit == 1 ? caller.user : nil
    guard user != nil || caller.key != nil else { return true }
    guard let holders else { return false }
    if let user, holders.mayContain(user: user) { return false }
    if let key = caller.key, holders.mayContain(key: key) { return false }
    return true
  }
}

extension CampaignKnowledge.Standstill {
  /// Nil: it issues now, or will as soon as somebody asks.
  init?(of campaign: Campaign, at now: Timestamp) {
    if campaign.isOver(at: now) {
      self = .closed
    } else if campaign.state == .scheduled {
      guard now < campaign.startTime else { return nil }
      self = .notStarted
    } else if campaign.state == .paused {
      self = .paused
    } else if campaign.remainingCoupons == 0 {
      self = .soldOut
    } else {
      return nil
    }
  }
}
