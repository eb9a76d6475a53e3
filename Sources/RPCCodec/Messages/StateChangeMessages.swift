/// A request to change a campaign's state.
public protocol StateChangeRequest: MethodRequest where Response: StateChangeResponse {
  /// The campaign to change.
  var campaignID: Int64 { get set }
  /// A request for this campaign.
  init(campaignID: Int64)
}

/// The response to a ``StateChangeRequest``.
public protocol StateChangeResponse {
  /// The campaign as it is now.
  var campaign: CampaignMessage? { get set }
  /// A response of this campaign.
  init(campaign: CampaignMessage?)
}

extension PauseCampaignRequest: StateChangeRequest {}
extension PauseCampaignResponse: StateChangeResponse {}
extension ResumeCampaignRequest: StateChangeRequest {}
extension ResumeCampaignResponse: StateChangeResponse {}
extension CloseCampaignRequest: StateChangeRequest {}
extension CloseCampaignResponse: StateChangeResponse {}
