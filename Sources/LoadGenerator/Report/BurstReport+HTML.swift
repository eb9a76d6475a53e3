extension BurstReport {
  /// The report as one page for a browser, with plots; it needs no other file.
  public var html: String {
    HTMLReport(
      PageContent(
        campaignName: campaignName, campaignID: campaignID, facts: facts, invariants: invariants,
        uncheckedReason: uncheckedReason, outcomes: orderedOutcomes, replays: replays, latency: latency,
        planned: planned, sent: sent, late: late, lateBoundMicroseconds: lateBoundMicroseconds, unsent: unsent,
        timeline: timeline, curve: latencyCurve)
    ).html
  }
}
