public import LoadSending
internal import RPCClient
public import RPCCodec

/// What a run did and what it proved.
public struct LoadReport: Equatable, Sendable {
  /// How a load decides when the next request is sent.
  public enum Kind: String, Codable, Equatable, Sendable {
    /// An open loop: by the clock. Latencies count from the planned send.
    case burst
    /// A closed loop: an answer sends the next request. Latencies count from the send.
    case race
    /// Several runs whose reports were merged.
    case merged
  }

  /// From where a latency counts, under the name that the written report has for it.
  public enum LatencyOrigin: String, Codable, Equatable, Sendable {
    /// The planned send, so that a stall of the server or of the generator is in it.
    case plan
    /// The send itself: a server that stalls is asked less, and its stall is seen by few requests.
    case send
  }

  /// What decided when requests were sent.
  public var kind: Kind
  /// Numbers that this run has, and no other; a merged report has those of its parts.
  public var runIDs: [String]
  /// The campaign, before and after.
  public var campaign: CampaignNumbers
  /// Where the servers were.
  public var addresses: [String]
  /// The rates of an open loop, one after the other.
  public var stages: [LoadStage]
  /// Calls in flight of a closed loop.
  public var concurrency: Int?
  /// Over how many connections the requests were spread.
  public var connections: Int
  /// The seed of the users.
  public var seed: UInt64
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
  /// Requests that may have got a coupon without anybody hearing of it.
  public var uncertain: UInt64
  /// How many requests were sent again; `nil` when none was to be.
  public var retries: UInt64?
  /// How many retries the budget refused.
  public var refusedRetries: UInt64
  /// From where all latencies count; those of merged runs do so alike.
  public var latencyOrigin: LatencyOrigin
  /// All latencies.
  public var latencies: LatencyDistribution
  /// What the generator took from its machine.
  public var generator: GeneratorLoad
  /// The coupons that the answers promised, each time; not part of the written report.
  public var acknowledged: [AcknowledgedCoupon]
  /// What was proven, true or broken; empty when the campaign could not be read back, or nobody was served.
  public var invariants: [Invariant]
  /// What the run could not show; not part of the written report.
  public var unproven: [UnprovenInvariant] = []
  /// Why there is no proof, and what to do about it.
  public var uncheckedReason: String?
  /// Whether the run was stopped before its end; of merged runs, whether one was.
  public var isInterrupted = false
  /// The thresholds that were exceeded, in words.
  public var exceededThresholds: [String] = []
  /// When the first request was due, by the clock of the machine that sent it; of merged runs, the first of all.
  public var startTime: ProtobufTimestamp?
  /// What limits how far the figures of single runs can be trusted; of merged runs alone.
  public var partWarnings: [String] = []
  /// What happened when; nothing in a merged report, whose parts have their own.
  public var timeline = RunTimeline()

  /// What else it takes to run it again.
  public var inputs = RunInputs()

  /// The percentiles of the latencies.
  public var latency: LatencySummary { latencies.summary }
}

/// What a run was given beside its load; nothing of a merged report.
public struct RunInputs: Equatable, Sendable {
  /// Who asked, such as `100 in turn`.
  public var users: String?
  /// The program and its version.
  public var program: String?
  /// How the program was called.
  public var command: String?
}

/// What a report says of the campaign.
public struct CampaignNumbers: Equatable, Sendable {
  /// The campaign.
  public var id: Int64
  /// Its name.
  public var name: String
  /// How many coupons it has in all.
  public var totalCoupons: Int64
  /// How many were issued before the first request.
  public var issuedBefore: Int64
  /// How many were issued when it was read back; `nil` when it could not be.
  public var issuedAfter: Int64?
}

extension LoadReport {
  init(
    plan: LoadPlan, seed: UInt64, runID: String, campaign: CampaignMessage, tally: OutcomeTally,
    generator: GeneratorLoad
  ) {
    let (kind, origin): (Kind, LatencyOrigin)
    var concurrency: Int?
    switch plan.pacing {
    case .openLoop: (kind, origin) = (.burst, .plan)
    case .closedLoop(_, let calls): (kind, origin, concurrency) = (.race, .send, calls)
    }
    self.init(
      kind: kind, runIDs: [runID],
      campaign: CampaignNumbers(
        id: plan.options.campaignID, name: campaign.name, totalCoupons: campaign.totalCoupons,
        issuedBefore: campaign.issuedCoupons),
      addresses: plan.options.addresses.map(\.description), stages: plan.stages, concurrency: concurrency,
      connections: plan.options.connections, seed: seed, planned: plan.count, sent: tally.sent, late: tally.late,
      lateBoundMicroseconds: OutcomeTally.latenessBound.components.attoseconds / 1_000_000_000_000,
      unsent: tally.unsent, outcomes: tally.outcomes, replays: tally.replays, uncertain: tally.uncertain,
      retries: plan.options.retries ? tally.retries : nil, refusedRetries: tally.refusedRetries,
      latencyOrigin: origin, latencies: LatencyDistribution(tally.latency), generator: generator,
      acknowledged: tally.acknowledged, invariants: [], timeline: tally.timeline,
      inputs: RunInputs(users: plan.options.users.text))
  }
}
