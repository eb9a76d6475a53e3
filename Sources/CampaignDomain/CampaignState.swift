/// The state of a campaign (docs/contract.md, section 2, "States"). Sold out is not a state: it is
/// `remainingCoupons == 0`.
public enum CampaignState: String, Hashable, Sendable, CaseIterable {
  case scheduled = "SCHEDULED"
  case open = "OPEN"
  case paused = "PAUSED"
  case closed = "CLOSED"

  /// The states that may follow this one.
  public var exits: Set<CampaignState> {
    switch self {
    case .scheduled: [.open, .closed]
    case .open: [.paused, .closed]
    case .paused: [.open, .closed]
    case .closed: []
    }
  }
}
