public import CampaignDomain

/// The reason why something may not be told yet: a crash could still take back what it rests on. A gate lifts it
/// (ARCHITECTURE.md, "Nothing is told too early").
public struct Hold: Sendable {
  /// The one who lifts it.
  let gate: any DurabilityGate
  /// The gate's epoch when the COMMIT, or the first read, was about to be sent; `nil`: it had none, or the session was
  /// connected to another server than the gate's, so that no marker of it says anything about this.
  package let epoch: UInt64?
  /// The rows that all of it follows from, whole; none: only a marker tells.
  package private(set) var rows: [HeldRow]

  /// Made by a session.
  public init(by gate: any DurabilityGate, epoch: UInt64?, rows: [HeldRow]) {
    self.gate = gate
    self.epoch = epoch
    self.rows = rows
  }

  /// The hold on what follows from both. The earlier epoch counts: it is over first.
  static func both(_ one: Hold?, _ other: Hold?) -> Hold? {
    guard let one, let other else { return one ?? other }
    let epoch = one.epoch.flatMap { first in other.epoch.map { min(first, $0) } }
    let rows = one.rows.isEmpty || other.rows.isEmpty ? [] : one.rows + other.rows
    return Hold(by: one.gate, epoch: epoch, rows: rows)
  }
}

/// A row as it was read or saved. The same row again, whole, says that nothing it stands for changed since.
public enum HeldRow: Hashable, Sendable {
  /// With its stamp, which is another after each save of the row or of its coupons.
  case campaign(Campaign)
  /// Each change of a line moves one of its numbers.
  case line(CampaignQueue)
  case entry(QueueEntry)

  /// The rows that tell how an entry stands; none: only a marker does. A user's own coupon, which may say that an entry
  /// that waits is completed, is issued without a change of either row.
  package static func all(telling entry: QueueEntry, of queue: CampaignQueue, ownCoupon: Coupon?) -> [HeldRow] {
    ownCoupon != nil && entry.state == .waiting ? [] : [.entry(entry), .line(queue)]
  }

  /// The name of a row.
  enum Key: Hashable, Sendable {
    case campaign(CampaignID)
    case line(CampaignID)
    case entry(RequestID)
  }

  var key: Key {
    switch self {
    case .campaign(let campaign): .campaign(campaign.id)
    case .line(let queue): .line(queue.campaignID)
    case .entry(let entry): .entry(entry.requestID)
    }
  }
}
