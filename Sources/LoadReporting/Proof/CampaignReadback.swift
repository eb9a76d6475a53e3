internal import LoadSending
internal import RPCClient
internal import RPCCodec

/// Reads a campaign back after a run and draws up the report.
struct CampaignReadback {
  let reader: CampaignReader
  let plan: LoadPlan
  let sent: SentLoad
  /// The campaign before the first request.
  let before: CampaignMessage

  /// The time that a page may take; a database that comes back after a crash is waited for.
  private static let pageTimeout: Duration = .seconds(60)

  func report() async -> LoadReport {
    let (tally, naming) = (sent.tally, sent.naming)
    var report = LoadReport(
      plan: plan, seed: naming.seed, runID: String(UInt64.random(in: .min ... .max), radix: 16), campaign: before,
      tally: tally, generator: sent.generator)
    report.isInterrupted = sent.isInterrupted
    report.startTime = sent.startTime
    guard tally.sent > 0 || !sent.isInterrupted else {
      report.uncheckedReason = "stopped before anything was sent, so nothing is proven"
      return report
    }
    let acknowledgements = Acknowledgements(tally.acknowledged, naming: naming)
    let reading: CampaignReading
    do {
      reading = try await reader.folded(
        plan.options.campaignID, timeout: Self.pageTimeout,
        into: CampaignReading(
          campaignID: plan.options.campaignID, acknowledgements: acknowledgements, naming: naming)
      ) { $0.add($1) }
    } catch {
      report.uncheckedReason =
        "the campaign can't be read back: \(error); see whether the server runs, and run this again"
      return report
    }
    guard let after = reading.campaign else {
      report.uncheckedReason = "the campaign can't be read back: there is no campaign in the answer"
      return report
    }
    report.campaign.issuedAfter = after.issuedCoupons
    report.uncheckedReason = NothingProven.reason(outcomes: tally.outcomes, campaign: after)
    (report.invariants, report.unproven) =
      LoadProof(
        before: before, after: after, reading: reading, acknowledgements: acknowledgements, tally: tally,
        naming: naming, planned: plan.count
      ).divided(nothingProven: report.uncheckedReason)
    return report
  }
}
