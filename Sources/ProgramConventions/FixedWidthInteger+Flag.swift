extension FixedWidthInteger {
  /// Reads a whole number of a flag.
  public static func flag(_ text: String) throws(FlagFault) -> Self {
    if let number = Self(text) { return number }
    guard text.wholeMatch(of: /[-+]?[0-9]+/) != nil else {
      throw FlagFault("expected a whole number without separators, such as 1000")
    }
    throw FlagFault("expected a whole number from \(Self.min) to \(Self.max)")
  }
}

/// A campaign's id, as commands take it.
public enum CampaignIDFlag {
  /// Reads the number of a campaign.
  public static func parse(_ text: String) throws(FlagFault) -> Int64 {
    guard let id = Int64(text) else {
      throw FlagFault("expected a campaign's number, such as 12: campaignctl campaign list shows them as ID")
    }
    return id
  }
}
