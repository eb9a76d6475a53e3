public import CampaignDomain

/// Something that an operator must look at, as the receiver of alerts is told of it: without codes, users, addresses
/// and payloads.
public enum OperatorAlert: Hashable, Sendable {
  case compensationFailed(FailedCompensation)
  case deliveryStandstill(DeliveryStandstill)

  /// A compensation that all tries failed of.
  public struct FailedCompensation: Hashable, Sendable {
    /// The compensation's number.
    public let id: Int64
    /// A name of `Compensation.Kind`.
    public let kind: String
    /// CAMPAIGN/SEQUENCE of the coupon.
    public let reference: String
    /// The error of the last try; empty: none is known.
    public let error: String
    /// The time of the decision that made it necessary.
    public let createTime: Timestamp
    /// The token of the claim.
    public let token: Int64

    /// Made by a session.
    public init(id: Int64, kind: String, reference: String, error: String, createTime: Timestamp, token: Int64) {
      self.id = id
      self.kind = kind
      self.reference = reference
      self.error = error
      self.createTime = createTime
      self.token = token
    }
  }

  /// A campaign whose deliveries all wait.
  public struct DeliveryStandstill: Hashable, Sendable {
    /// The campaign.
    public let campaignID: CampaignID
    /// The time since which they do: the standstill's name beside the campaign.
    public let sinceTime: Timestamp
    /// The error of the last try.
    public let error: String

    /// Made by a session.
    public init(campaignID: CampaignID, sinceTime: Timestamp, error: String) {
      self.campaignID = campaignID
      self.sinceTime = sinceTime
      self.error = error
    }
  }
}
