internal import LoadSending

/// What a page shows, apart from how: a run's facts, its proof and its numbers.
struct PageContent: Sendable {
  /// The campaign's name; somebody else's text.
  var campaignName: String
  /// The campaign.
  var campaignID: Int64
  /// Whether an answer sent the next request; its latency then counts from the send.
  var isClosedLoop: Bool
  /// What was run, as names and values.
  var facts: [RunFact]
  /// What ended in an error, if something did.
  var errorWarning: String?
  /// What limits how far the figures can be trusted.
  var warnings: [String]
  /// What the run came to.
  var verdict: RunVerdict
  /// What must be true, and whether it is.
  var invariants: [Invariant]
  /// What must be true, and the run could not show.
  var unproven: [UnprovenInvariant]
  /// Why there is no proof, or none of the whole.
  var shortcoming: String?
  /// The thresholds that were exceeded, in words.
  var exceededThresholds: [String]
  /// How many requests ended in which way, in the order in which they are shown.
  var outcomes: [(name: String, count: UInt64)]
  /// How many of the `OK` repeat an earlier success.
  var replays: UInt64
  /// From the planned send to the answer.
  var latency: LatencySummary
  /// Requests of the plan.
  var planned: UInt64
  /// Those that left.
  var sent: UInt64
  /// Those that left later than the bound.
  var late: UInt64
  /// The bound.
  var lateBoundMicroseconds: Int64
  /// Those that never left.
  var unsent: UInt64
  /// How many were sent again; `nil` when none was to be.
  var retries: UInt64?
  /// What the generator took from its machine.
  var generator: GeneratorLoad
  /// What happened when.
  var timeline: RunTimeline
  /// The whole distribution of the latencies.
  var curve: LatencyCurve
}

/// Something about a run that its page tells, such as its rate.
struct RunFact: Equatable, Sendable {
  /// What it is.
  var name: String
  /// Its value, as a person reads it.
  var value: String

  /// A fact.
  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
