internal import RPCClient
internal import RPCCodec

/// What a burst did and what it proved.
public struct BurstReport: Equatable, Sendable {
  /// The campaign.
  public var campaignID: Int64
  /// Its name.
  public var campaignName: String
  /// Where the server was.
  public var address: String
  /// Requests a second.
  public var rate: Int
  /// Requests of the plan.
  public var planned: UInt64
  /// Those that left.
  public var sent: UInt64
  /// Those that left later than the bound.
  public var late: UInt64
  /// From how many microseconds after the plan on a request counts as late.
  public var lateBoundMicroseconds: Int64
  /// Those that never left.
  public var unsent: UInt64
  /// How many requests ended in which way: `OK`, the reason of an error, or what came instead of an answer.
  public var outcomes: [String: UInt64]
  /// How many of the `OK` repeat an earlier success.
  public var replays: UInt64
  /// From the planned send to the answer.
  public var latency: LatencySummary
  /// The proof; empty when the campaign could not be read back.
  public var invariants: [Invariant]
  /// Why there is no proof.
  public var uncheckedReason: String?
  /// What happened when.
  public var timeline = RunTimeline()
  /// The whole distribution of the latencies.
  public var latencyCurve = LatencyCurve()
  /// What was run, for the page.
  public var facts: [RunFact] = []
  /// When the first request was due, by this machine's clock, as RFC 3339 writes it.
  public var startTime: String?

  /// What the program's exit status should be: 0 when every invariant held, 99 when one is broken, 1 when that could
  /// not be found out.
  public var exitStatus: Int32 {
    if invariants.contains(where: { !$0.held }) { return 99 }
    return uncheckedReason == nil && !invariants.isEmpty ? 0 : 1
  }
}

extension BurstReport {
  init(plan: BurstPlan, campaign: CampaignMessage, tally: OutcomeTally) {
    self.init(
      campaignID: plan.options.campaignID, campaignName: campaign.name, address: plan.options.address.description,
      rate: plan.options.rate, planned: plan.schedule.count, sent: tally.sent, late: tally.late,
      lateBoundMicroseconds: OutcomeTally.latenessBound.components.attoseconds / 1_000_000_000_000,
      unsent: tally.unsent, outcomes: tally.outcomes, replays: tally.replays,
      latency: LatencySummary(tally.latency), invariants: [], uncheckedReason: nil, timeline: tally.timeline,
      latencyCurve: LatencyCurve(tally.latency), facts: plan.facts(campaign: campaign))
  }

  /// Notes when the first request was due.
  mutating func note(startTime time: ProtobufTimestamp) {
    startTime = time.rfc3339
    guard let startTime else { return }
    let date = startTime.prefix(10)
    facts.insert(RunFact("Start", "\(date) \(startTime.dropFirst(11).prefix(8)) UTC"), at: 0)
  }
}
