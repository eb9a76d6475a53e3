public import LoadSending
internal import RPCClient
public import RPCCodec

/// The record of a run, and its proof.
public struct LoadReport: Equatable, Sendable {
  /// The way in which a load decides when the next request is sent.
  public enum Kind: String, Codable, Equatable, Sendable {
    /// An open loop: by the clock. Latencies count from the planned send.
    case burst
    /// A closed loop: an answer sends the next request. Latencies count from the send.
    case race
    /// Several runs whose reports were merged.
    case merged
  }

  /// The point from which a latency counts, under the name that the written report has for it.
  public enum LatencyOrigin: String, Codable, Equatable, Sendable {
    /// The planned send, so that a stall of the server or of the generator is in it.
    case plan
    /// The send itself: a server that stalls is asked less, and its stall is seen by few requests.
    case send
  }

  /// The way in which coupons were asked for, under the name that the written report has for it.
  enum Through: String, Codable, Equatable, Sendable {
    case issue, queue
  }

  /// The kind of load, which decided when requests were sent.
  public var kind: Kind
  /// Numbers that this run has, and no other; a merged report has those of its parts.
  public var runIDs: [String]
  /// The campaign, before and after.
  public var campaign: CampaignNumbers
  /// The addresses of the servers.
  public var addresses: [String]
  /// The rates of an open loop, one after the other.
  public var stages: [LoadStage]
  /// Calls in flight of a closed loop.
  public var concurrency: Int?
  /// The number of connections that the requests were spread over.
  public var connections: Int
  /// The seed of the users.
  public var seed: UInt64
  /// Requests of the plan.
  public var planned: UInt64
  /// Requests that left.
  public var sent: UInt64
  /// Requests that left later than the bound.
  public var late: UInt64
  /// The microseconds after the plan from which on a request counts as late.
  public var lateBoundMicroseconds: Int64
  /// Requests that never left.
  public var unsent: UInt64
  /// The number of requests that ended in each way: `OK`, the reason of an error, or what came instead of an answer.
  public var outcomes: [String: UInt64]
  /// The number of the `OK` that repeat an earlier success.
  public var replays: UInt64
  /// Requests that may have got a coupon without anybody hearing of it.
  public var uncertain: UInt64
  /// The number of requests that were sent again; `nil` when none was to be.
  public var retries: UInt64?
  /// The number of retries that the budget refused.
  public var refusedRetries: UInt64
  /// The point from which all latencies count; those of merged runs do so alike.
  public var latencyOrigin: LatencyOrigin
  /// All latencies.
  public var latencies: LatencyDistribution
  /// The processor time that the generator took from its machine.
  public var generator: GeneratorLoad
  /// The line that the load went through; `nil`: it went past it. The other latencies are then those of the joins.
  public var line: LineNumbers?
  /// The invariants that were proven, true or broken; empty when the campaign could not be read back, or nobody was
  /// served.
  public var invariants: [Invariant]
  /// The invariants that the run could not show; not part of the written report.
  public var unproven: [UnprovenInvariant] = []
  /// The reason why there is no proof, and a remedy.
  public var uncheckedReason: String?
  /// True if the run was stopped before its end; of merged runs, if one was.
  public var isInterrupted = false
  /// The thresholds that were exceeded, in words.
  public var exceededThresholds: [String] = []
  /// The time at which the first request was due, by the clock of the machine that sent it; of merged runs, the first
  /// of all.
  public var startTime: ProtobufTimestamp?
  /// Limits to the trust in the figures of single runs; of merged runs alone.
  public var partWarnings: [String] = []
  /// The course of the run; empty in a merged report, whose parts have their own.
  public var timeline = RunTimeline()

  /// The other facts that it takes to run it again.
  public var inputs = RunInputs()

  /// The percentiles of the latencies.
  public var latency: LatencySummary { latencies.summary }
}

/// The inputs of a run beside its load; empty in a merged report.
public struct RunInputs: Equatable, Sendable {
  /// The users who asked, such as `100 in turn`.
  public var users: String?
  /// The program and its version.
  public var program: String?
  /// The call of the program.
  public var command: String?
}

/// The facts of the campaign that a report has.
public struct CampaignNumbers: Equatable, Sendable {
  /// The campaign.
  public var id: Int64
  /// Its name.
  public var name: String
  /// The number of coupons that it has in all.
  public var totalCoupons: Int64
  /// The number that were issued before the first request.
  public var issuedBefore: Int64
  /// The number that were issued when it was read back; `nil` when it could not be.
  public var issuedAfter: Int64?
}

extension LoadReport {
  init(
    plan: LoadPlan, seed: UInt64, runID: String, campaign: CampaignMessage, tally: OutcomeTally,
    generator: GeneratorLoad
  ) {
    let (kind, origin): (Kind, LatencyOrigin)
    var (stages, concurrency): ([LoadStage], Int?) = ([], nil)
    switch plan.options.pace {
    case .open(let planned): (kind, origin, stages) = (.burst, .plan, planned)
    case .closed(_, let calls): (kind, origin, concurrency) = (.race, .send, calls)
    }
    self.init(
      kind: kind, runIDs: [runID],
      campaign: CampaignNumbers(
        id: plan.options.campaignID, name: campaign.name, totalCoupons: campaign.totalCoupons,
        issuedBefore: campaign.issuedCoupons),
      addresses: plan.options.addresses.map(\.description), stages: stages, concurrency: concurrency,
      connections: plan.options.connections, seed: seed, planned: plan.count, sent: tally.sent, late: tally.late,
      lateBoundMicroseconds: OutcomeTally.latenessBound.components.attoseconds / 1_000_000_000_000,
      unsent: tally.unsent, outcomes: tally.outcomes, replays: tally.replays, uncertain: tally.uncertain,
      retries: plan.options.retries ? tally.retries : nil, refusedRetries: tally.refusedRetries,
      latencyOrigin: origin, latencies: LatencyDistribution(tally.latency), generator: generator,
      line: plan.options.through == .issue ? nil : LineNumbers(tally.line), invariants: [], timeline: tally.timeline,
      inputs: RunInputs(users: plan.options.users.text))
  }
}
