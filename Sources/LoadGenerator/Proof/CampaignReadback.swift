internal import RPCClient
internal import RPCCodec

/// Reads a campaign back after a burst and draws up the report.
struct CampaignReadback {
  let client: CampaignClient
  let plan: BurstPlan
  let naming: UserNaming
  /// The campaign before the first request.
  let before: CampaignMessage

  /// How long a page may take; a database that comes back after a crash is waited for.
  private static let pageTimeout: Duration = .seconds(60)

  func report(of tally: OutcomeTally, wasStopped: Bool) async -> BurstReport {
    var report = BurstReport(plan: plan, campaign: before, tally: tally)
    let acknowledgements = Acknowledgements(tally.acknowledged, naming: naming)
    var reading = CampaignReading(
      campaignID: plan.options.campaignID, acknowledgements: acknowledgements, naming: naming)
    do {
      try await client.forEachPage(ofCampaign: plan.options.campaignID, timeout: Self.pageTimeout) { page in
        reading.add(page)
      }
    } catch {
      report.uncheckedReason = "the campaign can't be read back: \(error)"
      return report
    }
    guard let after = reading.campaign else {
      report.uncheckedReason = "the campaign can't be read back: there is no campaign in the answer"
      return report
    }
    report.invariants =
      BurstProof(
        before: before, after: after, reading: reading, acknowledgements: acknowledgements, tally: tally,
        naming: naming, planned: plan.schedule.count
      ).invariants
    if tally.sent == 0, !wasStopped { report.uncheckedReason = "nothing was sent, so nothing is proven" }
    return report
  }
}
