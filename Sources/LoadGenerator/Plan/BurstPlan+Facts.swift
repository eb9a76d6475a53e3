internal import RPCClient
internal import RPCCodec

extension BurstPlan {
  /// What is run on a campaign, for a page.
  func facts(campaign: CampaignMessage) -> [RunFact] {
    let users = options.users.map { "\(NumberText.grouped($0)) in turn" } ?? "one for each request"
    return [
      RunFact("Load", "burst, open loop"), RunFact("Rate", "\(NumberText.grouped(options.rate)) requests/s"),
      RunFact("Duration", Self.text(of: options.duration)), RunFact("Users", users),
      RunFact("Stock", NumberText.counted(campaign.totalCoupons, "coupon")),
      RunFact("Server", options.address.description),
      RunFact("Connections", NumberText.grouped(options.connections)),
    ]
  }

  private static func text(of duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return AxisText.decimal(Double(seconds) + Double(attoseconds) / 1e18) + " s"
  }
}
