import LoadSamples
import RPCCodec

@testable import LoadReporting
@testable import LoadSending

/// A run whose report is written, for what reads reports.
struct WrittenRun {
  var runID: String
  var isRace = false
  var campaign: Int64 = 7
  var ok: UInt64 = 100
  var soldOut: UInt64 = 400
  var latency: UInt64 = 1_000
  var lost: UInt64 = 0
  var issuedBefore: Int64 = 0
  var issuedAfter: Int64? = 200
  /// The start in seconds, as the wall time and the processor time are.
  var start: Int64 = 1_700_000_000
  var wall: UInt64 = 1
  var processor: UInt64 = 0
  var held = true
  var unchecked: String?

  var json: String {
    get throws { try report.json }
  }

  var report: LoadReport {
    get throws {
      let count = Int(ok + soldOut + lost)
      let plan =
        isRace
        ? try LoadPlan(LoadOptions(campaignID: campaign, pace: .closed(requests: count, concurrency: 64)))
        : try LoadPlan(LoadOptions.burst(campaignID: campaign, rate: count, duration: .seconds(1)))
      var tally = OutcomeTally()
      for number in 0..<(ok + soldOut) {
        tally.countSent(late: !isRace && number < 3)
        tally.count(
          number < ok ? .ok : Outcome(name: "SOLD_OUT", mayHaveIssued: false), plannedMicroseconds: 0,
          microseconds: latency + number)
      }
      for _ in 0..<lost {
        tally.countSent(late: false)
        tally.count(.connectionLost, plannedMicroseconds: 0, microseconds: 0)
      }
      var report = LoadReport(
        plan: plan, seed: 1, runID: runID,
        campaign: CampaignMessage(id: campaign, name: "추석", totalCoupons: 200, issuedCoupons: issuedBefore),
        tally: tally,
        generator: GeneratorLoad(
          userMicroseconds: 10 + processor * 1_000_000, systemMicroseconds: 20, wallMicroseconds: wall * 1_000_000,
          threads: 1))
      report.startTime = ProtobufTimestamp(seconds: start, nanos: 250_000_000)
      report.campaign.issuedAfter = issuedAfter
      if unchecked == nil { report.invariants = [Invariant(name: "codes_unique", held: held, evidence: runID)] }
      report.uncheckedReason = unchecked
      return report
    }
  }
}
