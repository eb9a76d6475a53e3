/// The number by which PostgreSQL names a campaign.
public struct CampaignID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// 1 and up where the database gave it; callers may send any number.
  public let rawValue: Int64

  /// Takes any number: whether a campaign has it, only the database knows.
  public init(rawValue: Int64) {
    self.rawValue = rawValue
  }

  /// Decimal digits, as campaignctl and the logs show it.
  public var description: String { String(rawValue) }

  /// Orders by number: a later campaign is greater.
  public static func < (left: CampaignID, right: CampaignID) -> Bool {
    left.rawValue < right.rawValue
  }
}
