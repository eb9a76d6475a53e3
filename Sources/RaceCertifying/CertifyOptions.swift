public import LoadSending

/// The task of `campaign-load certify`: a campaign of its own, and a race for it.
public struct CertifyOptions: Sendable {
  /// The campaign's stock.
  public var coupons: Int64
  /// The number of coupons that a user may have; 0: no limit.
  public var perUserLimit: Int32
  /// The time from the campaign's creation to its start.
  public var startIn: Duration
  /// The race; its campaign is the one that is created. An open loop has one stage, and users ask in turn or once each.
  public var load: LoadOptions

  /// Options with the defaults of the program's flags.
  public init(
    coupons: Int64 = 1_000, perUserLimit: Int32 = 1, startIn: Duration = .seconds(3),
    load: LoadOptions = LoadOptions(campaignID: 0, pace: .closed(requests: 10_000, concurrency: 64))
  ) {
    self.coupons = coupons
    self.perUserLimit = perUserLimit
    self.startIn = startIn
    self.load = load
  }
}
