import LoadSamples
import Foundation
import RPCCodec
import Testing

@testable import LoadReporting
@testable import LoadSending

struct LoadReportTests {
  private func report(invariants: [Invariant], unchecked: String? = nil) throws -> LoadReport {
    let plan = try LoadPlan(LoadOptions.burst(campaignID: 7, rate: 1_000, duration: .seconds(10)))
    var tally = OutcomeTally()
    for request in 0..<10_000 {
      tally.countSent(late: request < 12)
      tally.count(
        request < 9_000 ? Outcome(name: "SOLD_OUT", mayHaveIssued: false) : .ok, plannedMicroseconds: 0,
        microseconds: 1_000)
    }
    var report = LoadReport(
      plan: plan, seed: 42, runID: "abc", campaign: CampaignMessage(id: 7, name: "추석 \"특가\"\u{1B}[2J"), tally: tally,
      generator: GeneratorLoad(
        userMicroseconds: 400_000, systemMicroseconds: 100_000, wallMicroseconds: 10_000_000, threads: 1))
    report.invariants = invariants
    report.uncheckedReason = unchecked
    return report
  }

  private let held = Invariant(name: "codes_unique", held: true, evidence: "all")
  private let broken = Invariant(name: "sums_add_up", held: false, evidence: "1 + 1 = 3")

  @Test func theExitStatusIsThatOfTheContract() throws {
    #expect(try report(invariants: [held]).exitStatus == 0)
    #expect(try report(invariants: [held, broken]).exitStatus == 99)
    #expect(try report(invariants: [broken], unchecked: "half").exitStatus == 99)
    #expect(try report(invariants: []).exitStatus == 1)
    #expect(try report(invariants: [held], unchecked: "nothing was sent").exitStatus == 1)
  }

  /// 99 goes before 130, 130 before 1, 1 before 98.
  @Test func theWorstOfSeveralIsTheExitStatus() throws {
    func status(
      _ invariants: [Invariant], unchecked: String? = nil, interrupted: Bool = false, exceeded: [String] = []
    ) throws -> Int32 {
      var report = try report(invariants: invariants, unchecked: unchecked)
      report.isInterrupted = interrupted
      report.exceededThresholds = exceeded
      #expect(report.text.split(separator: "\n").last?.hasPrefix("VERDICT  ") == true)
      return report.exitStatus
    }
    #expect(try status([broken], unchecked: "x", interrupted: true, exceeded: ["p99"]) == 99)
    #expect(try status([held], unchecked: "x", interrupted: true, exceeded: ["p99"]) == 130)
    #expect(try status([held], unchecked: "x", exceeded: ["p99"]) == 1)
    #expect(try status([held], exceeded: ["p99"]) == 98)
    #expect(try status([held]) == 0)
  }

  @Test func theVerdictIsTheLastLineAndWhatIsWrongTheFirst() throws {
    var report = try report(invariants: [held])
    report.unproven = [UnprovenInvariant(name: "sold_out_is_final", reason: "nobody was told SOLD_OUT")]
    #expect(report.text.hasPrefix("campaign 7 ") && report.text.contains(", seed 42\n"))
    #expect(report.text.contains("\nnot proven  sold_out_is_final: nobody was told SOLD_OUT\n"))
    #expect(
      report.text.hasSuffix("\nVERDICT  every invariant held: 1 of 1; not shown by this run: sold_out_is_final"))
    #expect(!report.json.contains("sold_out_is_final"))
    report.exceededThresholds = ["p99 was 31.20 ms, more than 20ms"]
    #expect(report.text.contains("\nVERDICT  threshold exceeded: p99 was 31.20 ms, more than 20ms"))
    report.uncheckedReason = "nobody was served: resume it"
    #expect(report.text.hasPrefix("NOT PROVEN  nobody was served: resume it\n\ncampaign 7 "))
    #expect(report.text.hasSuffix("\nVERDICT  not proven: nobody was served: resume it"))
    report.isInterrupted = true
    #expect(
      report.text.hasSuffix(
        "\nVERDICT  interrupted: stopped after 10,000 of 10,000 requests; nobody was served: resume it"))
    report.invariants = [held, broken]
    #expect(report.text.hasSuffix("\nVERDICT  BROKEN: sums_add_up (1 of 2 invariants)"))
  }

  @Test func errorsAreAWarningOnTheFirstScreen() throws {
    var report = try report(invariants: [held])
    report.outcomes = [
      "OK": 900, "SOLD_OUT": 50, "USER_LIMIT_REACHED": 10, "CAMPAIGN_CLOSED": 10, "CAMPAIGN_PAUSED": 5,
      "CAMPAIGN_NOT_STARTED": 5, "TIMED_OUT": 15, "OVERLOADED": 5,
    ]
    #expect(report.errors == 20)
    let warning = "20 of 1,000 requests (2.00 %) ended in an error: TIMED_OUT 15, OVERLOADED 5"
    #expect(report.warnings.first == warning)
    #expect(report.text.split(separator: "\n").dropFirst().first == "WARNING  \(warning)")
    // Beside the verdict, and not beside the figures.
    let verdict = try #require(report.html.split(separator: "</section>").first)
    #expect(verdict.contains("<p class=\"warning\">\(warning)</p>"))
    #expect(report.json.contains("\"errors\": 20"))
    report.outcomes = ["OK": 1_000]
    #expect(report.errors == 0 && report.warnings.isEmpty)
  }

  @Test func theJSONHasTheKeysOfTheContract() throws {
    let json = try report(invariants: [held, broken]).json
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["planned"] as? Int == 10_000)
    #expect(object["sent"] as? Int == 10_000)
    #expect(object["late"] as? Int == 12)
    #expect(object["unsent"] as? Int == 0)
    #expect(object["outcomes"] as? [String: Int] == ["OK": 1_000, "SOLD_OUT": 9_000])
    let latency = try #require(object["latency_us"] as? [String: Int])
    #expect(Set(latency.keys) == ["p50", "p90", "p99", "p999", "max"])
    #expect(latency.values.allSatisfy { abs($0 - 1_000) <= 1 })
    let invariants = try #require(object["invariants"] as? [[String: Any]])
    #expect(invariants.map { $0["name"] as? String } == ["codes_unique", "sums_add_up"])
    #expect(invariants.map { $0["held"] as? Bool } == [true, false])
    #expect(invariants.map { $0["evidence"] as? String } == ["all", "1 + 1 = 3"])
    #expect(object["campaign_name"] as? String == "추석 \"특가\"\u{1B}[2J")
  }

  @Test func theJSONSaysWhatTheGeneratorTook() throws {
    let json = try report(invariants: [held]).json
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let generator = try #require(object["generator"] as? [String: Any])
    #expect(generator["cpu_user_us"] as? Int == 400_000 && generator["cpu_system_us"] as? Int == 100_000)
    #expect(generator["wall_us"] as? Int == 10_000_000 && generator["cores_used"] as? Double == 0.05)
    #expect(object["warnings"] as? [String] == [])
    #expect(object["kind"] as? String == "burst" && object["seed"] as? String == "42")
    #expect(object["retries"] == nil)
  }

  @Test func aGeneratorThatWasTheLimitSaysSo() throws {
    var report = try report(invariants: [held])
    #expect(report.warnings.isEmpty && !report.text.contains("WARNING"))
    report.late = 101
    #expect(
      report.warnings.count == 1
        && report.text.contains("WARNING  the generator, or the machine it shares, was the limit: 1.01 %"))
    report.late = 0
    report.generator.userMicroseconds = 8_950_000
    #expect(report.text.contains("WARNING  the generator was the limit: it used 0.91 of the 1 core"))
    report.generator.threads = 2
    #expect(report.warnings.isEmpty)
    report.unsent = 5
    #expect(report.warnings.count == 1 && report.text.contains("never left"))
  }

  @Test func requestsThatWereCutOffAreMissingFromThePercentilesAndSaySo() throws {
    var report = try report(invariants: [held])
    report.outcomes["CONNECTION_LOST"] = 25
    report.sent += 25
    let warning = "25 of 10,025 requests have no latency"
    #expect(report.text.contains("WARNING  \(warning)") && report.html.contains("<p class=\"warning\">\(warning)"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
    #expect((object["warnings"] as? [String])?.contains { $0.hasPrefix(warning) } == true)
  }

  @Test func whatKeepsRequestsFromLeavingIsNamed() throws {
    var report = try report(invariants: [held])
    report.unsent = 5
    for text in [report.text, report.html] {
      #expect(text.contains("65,536 that wait for their answers") && text.contains("the run was stopped"))
    }
  }

  @Test func anOutcomesNameMovesNoCursor() throws {
    var report = try report(invariants: [Invariant(name: "\u{1B}[1mname", held: true, evidence: "all")])
    report.outcomes = ["\u{1B}]0;title\u{7}\r\nOK": 10_000]
    report.addresses = ["\u{9B}31mserver"]
    #expect(report.text.unicodeScalars.allSatisfy { $0 == "\n" || PrintableText.isPrintable($0) })
    #expect(report.text.contains("\\u{1B}]0;title\\u{7}\\r\\nOK"))
    #expect(report.json.unicodeScalars.allSatisfy { $0 == "\n" || PrintableText.isPrintable($0) })
    #expect(LoadFailure("no\u{1B}[2J\nanswer").description == "no\\u{1B}[2J\\nanswer")
  }

  @Test func theTextNamesWhatIsBrokenAndMovesNoCursor() throws {
    let text = try report(invariants: [held, broken]).text
    #expect(text.contains("BROKEN  sums_add_up: 1 + 1 = 3"))
    #expect(text.contains("held    codes_unique: all"))
    #expect(text.contains("9,000"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func numbersAreGrouped() {
    #expect(NumberText.grouped(0) == "0")
    #expect(NumberText.grouped(999) == "999")
    #expect(NumberText.grouped(-1_234_567) == "-1,234,567")
    #expect(NumberText.milliseconds(1_234) == "1.23 ms")
    #expect(NumberText.milliseconds(1_999) == "2.00 ms")
    #expect(NumberText.milliseconds(5) == "0.01 ms")
  }
}
