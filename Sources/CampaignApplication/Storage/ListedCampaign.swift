public import CampaignDomain

/// One row of a listing of campaigns.
public enum ListedCampaign: Hashable, Sendable {
  case campaign(Campaign)
  /// The row of this id holds what no campaign can have. The text is for the log: it names campaign, column and value.
  case fault(CampaignID, String)

  /// The id of the row.
  public var id: CampaignID {
    switch self {
    case .campaign(let campaign): campaign.id
    case .fault(let id, _): id
    }
  }
}
