import CampaignDomain
import Synchronization

/// The known state of one epoch of a campaign: one in which it issues nothing, so that nothing about it changes until
/// somebody changes the campaign. Such knowledge refuses; it never grants, and it never takes from a winner.
final class CampaignKnowledge: Sendable {
  /// The reason why a campaign issues nothing.
  enum Standstill: Hashable, Sendable {
    case closed
    case notStarted
    case paused
    /// Its coupons are issued through the queue alone, in every state.
    case queueOnly
    case soldOut
  }

  /// The row as it was committed.
  let campaign: Campaign
  let standstill: Standstill
  /// Everybody who may be replayed, as hashes; `nil`: too many to know, and only a caller who names neither user nor
  /// key is refused.
  let holders: HolderSet?

  private let confirmation: Confirmation

  /// The part that is the same for all copies, for it changes.
  private final class Confirmation: Sendable {
    /// Read when the row was last seen to be still the same.
    let clock: SharedDatabaseClock
    let isProbed = Atomic<Bool>(false)

    init(_ clock: DatabaseClock) {
      self.clock = SharedDatabaseClock(clock)
    }
  }

  /// `nil`: the campaign issues, and nothing can be known of it for longer than a transaction.
  init?(_ campaign: Campaign, holders: HolderSet?, clock: DatabaseClock) {
    guard let standstill = Standstill(of: campaign, at: clock.reading) else { return nil }
    self.campaign = campaign
    self.standstill = standstill
    self.holders = holders
    confirmation = Confirmation(clock)
  }

  /// A copy for one reader (`ReaderKnowledge`); a confirmation of one is one of all.
  init(copying other: CampaignKnowledge) {
    campaign = other.campaign
    standstill = other.standstill
    holders = other.holders
    confirmation = other.confirmation
  }

  /// The time since the row was last seen.
  func age(at now: ContinuousClock.Instant) -> Duration {
    now - confirmation.clock.requestTime
  }

  /// True where the same is known of the row, whatever else it has become: that a campaign is queue only never changes,
  /// and its batches change its row all the time.
  func isOf(_ campaign: Campaign) -> Bool { standstill == .queueOnly || campaign == self.campaign }

  /// The row was seen again: true when the epoch goes on, false when it is over. Time alone may end it, when it makes
  /// another refusal of the same row.
  func confirm(_ campaign: Campaign, clock: DatabaseClock) -> Bool {
    guard isOf(campaign), Standstill(of: campaign, at: clock.reading) == standstill else { return false }
    confirmation.clock.publish(clock)
    return true
  }

  /// Takes the one probe that may be under way; false: one is.
  func beginProbe() -> Bool {
    !confirmation.isProbed.exchange(true, ordering: .acquiring)
  }

  func endProbe() {
    confirmation.isProbed.store(false, ordering: .releasing)
  }

  /// The refusal that the database would surely give at `now`; `nil`: ask it. The order is the contract's: replay
  /// first, but for a campaign that is queue only.
  func refusal(of caller: some CallerDigest, at now: ContinuousClock.Instant) -> UseCaseError? {
    if campaign.perUserLimit > 0 && !caller.hasUser { return nil }
    if standstill == .queueOnly { return .queueOnly }
    guard isSurelyNoReplay(caller) else { return nil }
    switch standstill {
    case .queueOnly: return .queueOnly
    case .closed: return .campaignClosed
    case .paused: return mayHaveEnded(at: now) ? nil : .campaignPaused
    case .soldOut: return mayHaveEnded(at: now) ? nil : .soldOut
    case .notStarted:
      guard let startTime = campaign.startTime else { return mayHaveEnded(at: now) ? nil : .campaignNeverStarts }
      let clock = confirmation.clock.reading
      guard clock.latest(at: now) < startTime else { return nil }
      // A caller who waited for the time left by the bound would be back too early.
      return .campaignNotStarted(
        startTime: startTime, timeLeft: startTime.duration(since: clock.estimate(at: now)))
    }
  }

  /// True when the campaign will start by itself, and may have.
  func mayHaveStarted(at now: ContinuousClock.Instant) -> Bool {
    guard standstill == .notStarted, let startTime = campaign.startTime else { return false }
    return confirmation.clock.reading.latest(at: now) >= startTime
  }

  /// True when the end may have come meanwhile: CAMPAIGN_CLOSED goes before CAMPAIGN_PAUSED and SOLD_OUT.
  private func mayHaveEnded(at now: ContinuousClock.Instant) -> Bool {
    guard let endTime = campaign.endTime else { return false }
    return confirmation.clock.reading.latest(at: now) >= endTime
  }

  private func isSurelyNoReplay(_ caller: some CallerDigest) -> Bool {
    if campaign.ignoresKeys {
      guard let user = caller.userDigest, let holders else { return false }
      return !holders.mayContain(user: user)
    }
    guard let key = caller.keyDigest else { return true }
    guard let holders else { return false }
    return !holders.mayContain(key: key)
  }
}

extension CampaignKnowledge.Standstill {
  /// `nil`: it issues now, or will as soon as somebody asks.
  init?(of campaign: Campaign, at now: Timestamp) {
    if campaign.queueOnly {
      self = .queueOnly
    } else if campaign.isOver(at: now) {
      self = .closed
    } else if campaign.state == .scheduled {
      if let startTime = campaign.startTime, now >= startTime { return nil }
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
