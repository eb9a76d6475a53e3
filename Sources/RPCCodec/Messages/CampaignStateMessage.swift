import CCampaignProto

/// `campaign.v1.CampaignState`. It is open: a number that this version doesn't know survives.
public struct CampaignStateMessage: RawRepresentable, Hashable, Sendable {
  /// Not said.
  public static let unspecified = CampaignStateMessage(rawValue: 0)
  /// Before its start.
  public static let scheduled = CampaignStateMessage(rawValue: 1)
  /// Issuing.
  public static let open = CampaignStateMessage(rawValue: 2)
  /// Stopped for a while.
  public static let paused = CampaignStateMessage(rawValue: 3)
  /// Over.
  public static let closed = CampaignStateMessage(rawValue: 4)

  /// The number in a message.
  public var rawValue: Int32

  /// The state of a number, known or not.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The name in the proto file; nil for a number that it doesn't have.
  public var name: String? {
    switch self {
    case .unspecified: "CAMPAIGN_STATE_UNSPECIFIED"
    case .scheduled: "CAMPAIGN_STATE_SCHEDULED"
    case .open: "CAMPAIGN_STATE_OPEN"
    case .paused: "CAMPAIGN_STATE_PAUSED"
    case .closed: "CAMPAIGN_STATE_CLOSED"
    default: nil
    }
  }
}

extension CampaignStateMessage {
  init(reading state: Campaign__V1__CampaignState) {
    self.init(rawValue: Int32(truncatingIfNeeded: state.rawValue))
  }

  var cValue: Campaign__V1__CampaignState {
    Campaign__V1__CampaignState(rawValue: .init(truncatingIfNeeded: rawValue))
  }
}
