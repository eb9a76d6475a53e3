import RPCCodec
import Testing

@testable import LoadGenerator

struct ReportMergeTests {
  private struct Part {
    var runID: String
    var campaign: Int64 = 7
    var ok: UInt64 = 100
    var soldOut: UInt64 = 400
    var latency: UInt64 = 1_000
    var issuedBefore: Int64 = 0
    var issuedAfter: Int64? = 200
    var held = true
    var unchecked: String?

    var json: String {
      get throws { try report.json }
    }

    var report: LoadReport {
      get throws {
        let plan = try LoadPlan(BurstOptions(campaignID: campaign, rate: Int(ok + soldOut), duration: .seconds(1)))
        var tally = OutcomeTally()
        for number in 0..<(ok + soldOut) {
          tally.countSent(late: number < 3)
          tally.count(
            number < ok ? .ok : Outcome(name: "SOLD_OUT", mayHaveIssued: false), microseconds: latency + number)
        }
        var report = LoadReport(
          plan: plan, seed: 1, runID: runID,
          campaign: CampaignMessage(id: campaign, name: "추석", totalCoupons: 200, issuedCoupons: issuedBefore),
          tally: tally,
          generator: GeneratorLoad(
            userMicroseconds: 10, systemMicroseconds: 20, wallMicroseconds: 1_000_000, threads: 1))
        report.campaign.issuedAfter = issuedAfter
        if unchecked == nil { report.invariants = [Invariant(name: "codes_unique", held: held, evidence: runID)] }
        report.uncheckedReason = unchecked
        return report
      }
    }
  }

  private func merged(_ parts: [Part]) throws -> LoadReport {
    var merge = ReportMerge()
    for (number, part) in parts.enumerated() { try merge.add(Array(try part.json.utf8), name: "part\(number)") }
    return try merge.report()
  }

  private func refusal(_ texts: [String]) -> MergeRefusal? {
    do throws(MergeRefusal) {
      var merge = ReportMerge()
      for (number, text) in texts.enumerated() { try merge.add(Array(text.utf8), name: "part\(number)") }
      _ = try merge.report()
      return nil
    } catch {
      return error
    }
  }

  @Test func countsAndLatenciesAreThoseOfAllParts() throws {
    let (first, second) = (Part(runID: "a"), Part(runID: "b", latency: 5_000, issuedAfter: 150))
    let report = try merged([first, second])
    #expect(report.exitStatus == 0 && report.kind == .merged && report.runIDs == ["a", "b"])
    #expect(report.planned == 1_000 && report.sent == 1_000 && report.late == 6 && report.unsent == 0)
    #expect(report.outcomes == ["OK": 200, "SOLD_OUT": 800])
    #expect(report.campaign.issuedBefore == 0 && report.campaign.issuedAfter == 200)
    #expect(report.generator.userMicroseconds == 20 && report.generator.threads == 2)
    var latencies = try first.report.latencies
    latencies.add(try second.report.latencies)
    #expect(report.latencies.buckets == latencies.buckets && report.latency == latencies.summary)
  }

  @Test func aMergedReportIsReadAndMergedAgain() throws {
    let two = try merged([Part(runID: "a", ok: 50), Part(runID: "b", ok: 50)])
    var merge = ReportMerge()
    try merge.add(Array(two.json.utf8), name: "two")
    try merge.add(Array(try Part(runID: "c").json.utf8), name: "one")
    let three = try merge.report()
    #expect(three.runIDs == ["a", "b", "c"] && three.exitStatus == 0)
    #expect(three.planned == two.planned + 500 && three.outcomes["OK"] == 200)
    #expect(three.latencies.count == two.latencies.count + 500)
    #expect(three.invariants.map(\.name) == ["codes_unique", "sums_of_parts"])
  }

  @Test func aMergedReportHoldsOnlyIfEveryPartDoes() throws {
    let broken = try merged([Part(runID: "a"), Part(runID: "b", held: false)])
    #expect(broken.exitStatus == 99)
    #expect(broken.text.contains("BROKEN  codes_unique: part1: b"))
    let unchecked = try merged([Part(runID: "a"), Part(runID: "b", unchecked: "gone")])
    #expect(unchecked.exitStatus == 1 && unchecked.uncheckedReason == "part1: gone")
  }

  @Test func partsThatContradictEachOtherAreBroken() throws {
    // Two hundred and one coupons were promised, and two hundred issued.
    let report = try merged([Part(runID: "a"), Part(runID: "b", ok: 101)])
    #expect(report.exitStatus == 99)
    #expect(report.invariants.filter { !$0.held }.map(\.name) == ["sums_of_parts"])
    // What is broken stays broken in a merge of the merged.
    var merge = ReportMerge()
    try merge.add(Array(report.json.utf8), name: "broken")
    try merge.add(Array(try Part(runID: "c", ok: 0).json.utf8), name: "whole")
    #expect(try merge.report().invariants.filter { !$0.held }.map(\.name) == ["sums_of_parts"])
  }

  @Test func filesThatAreNotOursAreRefusedWithTheirName() throws {
    let good = try Part(runID: "a").json
    #expect(refusal([]) == .nothingToMerge)
    #expect(refusal([good, "{}"]) == .notAReport("part1"))
    for text in ["", "hello", "[1]", "\u{0}", "{\"planned\": 5}"] { #expect(refusal([text]) == .notAReport("part0")) }
    #expect(refusal(["{\"report_version\": 9}"]) == .unknownVersion("part0", version: 9))
    #expect(refusal([good, good]) == .sameRun("part0", "part1"))
    #expect(refusal([good, try Part(runID: "b", campaign: 8).json]) == .differentCampaigns("part0", "part1"))
  }

  @Test(arguments: [
    ("\"sent\": 500", "\"sent\": -1"), ("\"sent\": 500", "\"other\": 500"), ("\"sent\": 500", "\"sent\": \"many\""),
    ("\"sent\": 500", "\"sent\": 18446744073709551615"), ("\"kind\": \"burst\"", "\"kind\": \"dance\""),
    ("[1000, 1]", "[1000, 1, 1]"), ("[1000, 1]", "[1000, 18446744073709551615]"), ("\"run_ids\": [", "\"ids\": ["),
    ("\"threads\": 1", "\"threads\": -1"),
  ])
  func aReportThatWasDamagedIsRefused(what: String, damage: String) throws {
    let good = try Part(runID: "a").json
    try #require(good.contains(what))
    guard case .incomplete("part0", _) = refusal([good.replacing(what, with: damage)]) else {
      Issue.record("\(damage) was taken")
      return
    }
  }
}
