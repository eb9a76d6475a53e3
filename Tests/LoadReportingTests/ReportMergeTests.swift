import RPCCodec
import Testing

@testable import LoadReporting
@testable import LoadSending

struct ReportMergeTests {
  private typealias Part = WrittenRun

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

  /// A race's latencies hide a stall of the server, and a merge of races must not say otherwise.
  @Test func mergedRacesSayThatTheirLatenciesCountFromTheSend() throws {
    let two = try merged([Part(runID: "a", isRace: true), Part(runID: "b", isRace: true)])
    var merge = ReportMerge()
    try merge.add(Array(two.json.utf8), name: "two")
    for report in [two, try merge.report()] {
      #expect(report.latencyOrigin == .send && report.json.contains("\"latency_from\": \"send\""))
      #expect(report.text.contains("latency from the send (closed loop"))
      #expect(!report.text.contains("planned send") && !report.text.contains("late "))
      #expect(report.html.contains("a server that stalls is asked less") && report.html.contains("closed loop"))
      #expect(!report.html.contains("within 1 ms of its plan") && !report.html.contains("planned send"))
    }
    let bursts = try merged([Part(runID: "a"), Part(runID: "b")])
    #expect(bursts.json.contains("\"latency_from\": \"plan\"") && bursts.text.contains("from the planned send"))
    #expect(bursts.html.contains("from the planned send"))
  }

  @Test func racesAreNotMergedWithBursts() throws {
    let (burst, race) = (try Part(runID: "a").json, try Part(runID: "b", isRace: true).json)
    #expect(refusal([burst, race]) == .differentLatencies(openLoop: "part0", closedLoop: "part1"))
    #expect(refusal([race, burst]) == .differentLatencies(openLoop: "part1", closedLoop: "part0"))
    let merged = try merged([Part(runID: "c", isRace: true)]).json
    #expect(refusal([burst, merged]) == .differentLatencies(openLoop: "part0", closedLoop: "part1"))
  }

  @Test func runsSideBySideAreAddedUpAndRunsBehindEachOtherAreNot() throws {
    let first = Part(runID: "a", wall: 2, processor: 1)
    var second = first
    second.runID = "b"
    let beside = try merged([first, second])
    #expect(beside.generator.wallMicroseconds == 2_000_000 && beside.text.contains("500 requests/s ended"))
    #expect(beside.json.contains("\"cores_used\": 1\n") || beside.json.contains("\"cores_used\": 1,"))
    second.start += 2
    let behind = try merged([second, first])
    #expect(behind.generator.wallMicroseconds == 4_000_000 && behind.text.contains("250 requests/s ended"))
    #expect(behind.json.contains("\"cores_used\": 0.5"))
    #expect(behind.startTime == ProtobufTimestamp(seconds: first.start, nanos: 250_000_000))
    second.start += 1
    #expect(try merged([first, second]).generator.wallMicroseconds == 5_000_000)
  }

  @Test func theTimeOfAMergedReportIsThatOfAllItsRuns() throws {
    let parts = [7, 0, 3].map { Part(runID: "\($0)", ok: 10, start: 1_700_000_000 + $0, wall: 2) }
    let all = try merged(parts)
    var merge = ReportMerge()
    try merge.add(Array(try merged(Array(parts[0...1])).json.utf8), name: "two")
    try merge.add(Array(try parts[2].json.utf8), name: "one")
    let again = try merge.report()
    #expect(all.generator.wallMicroseconds == 9_000_000)
    #expect(again.generator == all.generator && again.startTime == all.startTime)
  }

  @Test func aRunThatWasStoppedBeforeItSentTakesNoTime() throws {
    let early = Part(runID: "a", ok: 0, soldOut: 0, lost: 1)
    var stopped = try early.report
    (stopped.sent, stopped.unsent, stopped.outcomes) = (0, stopped.planned, [:])
    stopped.startTime = ProtobufTimestamp(seconds: 10_000_000_000)
    var merge = ReportMerge()
    try merge.add(Array(stopped.json.utf8), name: "stopped")
    stopped.runIDs = ["c"]
    // The start is so far away that no text can have it.
    stopped.startTime = ProtobufTimestamp(seconds: .max)
    try merge.add(Array(stopped.json.utf8), name: "farther")
    try merge.add(Array(try Part(runID: "b").json.utf8), name: "whole")
    #expect(try merge.report().generator.wallMicroseconds == 1_000_000)
  }

  @Test func aGeneratorThatWasTheLimitOfARunIsThatInTheMergedReport() throws {
    let busy = Part(runID: "a", processor: 1)
    let idle = Part(runID: "b", start: busy.start + 10)
    let two = try merged([busy, idle])
    #expect(two.generator.coresUsed < 0.9 && two.text.contains("WARNING  part0: the generator was the limit"))
    var merge = ReportMerge()
    try merge.add(Array(two.json.utf8), name: "two")
    #expect(try merge.report().warnings.map { $0.hasPrefix("two: part0: the generator was the limit") } == [true])
    #expect(try merged([idle]).warnings.isEmpty)
  }

  @Test func requestsWithoutLatencyAreCountedOverAllParts() throws {
    let report = try merged([Part(runID: "a", lost: 3), Part(runID: "b", lost: 4)])
    #expect(report.figureWarnings.map { $0.hasPrefix("7 of 1,007 requests have no latency") } == [true])
    #expect(report.errors == 7 && report.warnings.first?.contains("CONNECTION_LOST 7") == true)
  }

  @Test func aReportWithoutAProofProvesNothing() throws {
    let good = try Part(runID: "b").json
    var empty = try Part(runID: "a").report
    empty.invariants = []
    for kind in [LoadReport.Kind.burst, .merged] {
      // A merged report's sums are no proof.
      if kind == .merged { empty.invariants = [Invariant(name: "sums_of_parts", held: true, evidence: "all")] }
      empty.kind = kind
      var merge = ReportMerge()
      try merge.add(Array(empty.json.utf8), name: "empty")
      #expect(try merge.report().exitStatus == 1)
      try merge.add(Array(good.utf8), name: "good")
      let report = try merge.report()
      #expect(report.exitStatus == 1 && report.uncheckedReason == "empty: there is no invariant in it")
    }
  }

  @Test func whatStandsInAFileMovesNoCursor() throws {
    let escape = "\\u001b[2J\\n\\u202e\\u009b1m"
    let replaced = try Part(runID: "a").json.replacing("SOLD_OUT", with: "SOLD\(escape)").replacing(
      "127.0.0.1:7400", with: escape
    ).replacing("codes_unique", with: "codes\(escape)").replacing("\"evidence\": \"", with: "\"evidence\": \"\(escape)")
    var merge = ReportMerge()
    try merge.add(Array(replaced.utf8), name: "\u{1B}[2Jpart")
    let report = try merge.report()
    #expect(report.outcomes["SOLD\u{1B}[2J\n\u{202E}\u{9B}1m"] == 400)
    for text in [report.text, report.html] {
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || PrintableText.isPrintable($0) })
    }
    #expect(report.text.contains("SOLD\\u{1B}[2J\\n"))
    let damaged = try Part(runID: "a").json.replacing("\"SOLD_OUT\": 400", with: "\"\(escape)\": []")
    let refused = try #require(refusal([damaged]))
    #expect(refused.description.unicodeScalars.allSatisfy(PrintableText.isPrintable))
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

  @Test func aMergeOfAnInterruptedRunIsNoSuccess() throws {
    var stopped = try Part(runID: "b").report
    stopped.isInterrupted = true
    var merge = ReportMerge()
    try merge.add(Array(try Part(runID: "a").json.utf8), name: "whole")
    try merge.add(Array(stopped.json.utf8), name: "stopped")
    let report = try merge.report()
    #expect(report.exitStatus == 130 && report.json.contains("\"interrupted\": true"))
    // A report of the version before doesn't say.
    var older = ReportMerge()
    try older.add(Array(try Part(runID: "a").json.replacing("\"interrupted\": false,", with: "").utf8), name: "older")
    #expect(try older.report().exitStatus == 0)
  }

  @Test func whatNoPartShowedIsNotProven() throws {
    let report = try merged([Part(runID: "a"), Part(runID: "b")])
    #expect(report.invariants.map(\.name) == ["codes_unique", "sums_of_parts"])
    #expect(report.unproven.count == 8 && report.text.contains("not proven  sold_out_is_final: no part showed it"))
  }

  @Test func partsThatContradictEachOtherAreBroken() throws {
    // Two hundred and one coupons were promised, and two hundred issued.
    let report = try merged([Part(runID: "a"), Part(runID: "b", ok: 101)])
    #expect(report.exitStatus == 99)
    #expect(report.invariants.filter { !$0.held }.map(\.name) == ["sums_of_parts"])
    // A broken invariant stays broken in a merge of merged reports.
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
    ("\"threads\": 1", "\"threads\": -1"), ("\"latency_from\": \"plan\"", "\"latency_from\": \"send\""),
    ("\"latency_from\": \"plan\"", "\"latency_from\": \"luck\""), ("\"latency_from\"", "\"other\""),
    ("\"start_time\"", "\"other\""), ("\"2023-11-14T22:13:20.250Z\"", "\"yesterday\""),
    ("\"2023-11-14T22:13:20.250Z\"", "\"2023-11-31T22:13:20Z\""), ("20.250Z", "20.-25Z"), ("20.250Z", "20.250"),
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
