import LoadSamples
import Foundation
import RPCCodec
import Testing

@testable import LoadReporting
@testable import LoadSending

struct HTMLReportTests {
  private func report(
    name: String = "추석 특가", requests: Int = 1_000, invariants: [Invariant] = [HTMLReportTests.held],
    unchecked: String? = nil
  ) throws -> LoadReport {
    let plan = try LoadPlan(LoadOptions.burst(campaignID: 7, rate: 1_000, duration: .seconds(1)))
    var tally = OutcomeTally()
    for request in 0..<requests {
      let outcome = request < 100 ? Outcome.ok : Outcome(name: "SOLD_OUT", mayHaveIssued: false)
      tally.countSent(late: request < 12)
      tally.count(outcome, plannedMicroseconds: UInt64(request) * 1_000, microseconds: 1_234)
    }
    tally.countUnsent(UInt64(1_000 - requests))
    var report = LoadReport(
      plan: plan, seed: 1, runID: "a", campaign: CampaignMessage(id: 7, name: name, totalCoupons: 100), tally: tally,
      generator: GeneratorLoad(
        userMicroseconds: 400_000, systemMicroseconds: 100_000, wallMicroseconds: 1_000_000, threads: 1))
    report.invariants = invariants
    report.uncheckedReason = unchecked
    return report
  }

  private static let held = Invariant(name: "codes_unique", held: true, evidence: "all")
  private static let broken = Invariant(name: "sums_add_up", held: false, evidence: "not true: 1 < 0 & more")

  @Test func thePageHasTheReportsNumbers() throws {
    let html = try report().html
    for (name, value) in [
      ("planned", 1_000), ("sent", 1_000), ("late", 12), ("unsent", 0), ("outcome-OK", 100), ("outcome-SOLD_OUT", 900),
    ] {
      #expect(html.contains("<data id=\"\(name)\" value=\"\(value)\">"))
    }
    #expect(html.contains("1,000/s") && html.contains("100 coupons"))
  }

  @Test func thePageNeedsNothingElse() throws {
    let html = try report().html
    for reference in ["http:", "https:", "src=", "href=", "@import", "url("] { #expect(!html.contains(reference)) }
  }

  @Test func aNameIsTextAndNeverMarkup() throws {
    let html = try report(name: "추석 <script>alert(1)</script>\u{202E}").html
    #expect(!html.contains("<script>alert") && !html.contains("\u{202E}"))
    #expect(html.contains("추석 &lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test func theVerdictIsThatOfTheReport() throws {
    #expect(try report().html.contains("Every invariant held: 1 of 1"))
    let broken = try report(invariants: [Self.held, Self.broken]).html
    #expect(broken.contains("1 of 2 invariants is broken"))
    #expect(broken.contains("not true: 1 &lt; 0 &amp; more"))
    let unchecked = try report(invariants: [], unchecked: "the campaign can't be read back").html
    #expect(unchecked.contains("Nothing is proven") && unchecked.contains("can&#39;t be read back"))
  }

  /// Green is for what was proven, red for what is broken.
  @Test func whatIsNotProvenIsNeitherGreenNorRed() throws {
    func panel(_ change: (inout LoadReport) -> Void) throws -> Substring {
      var report = try report()
      report.unproven = [UnprovenInvariant(name: "sold_out_is_final", reason: "nobody was told SOLD_OUT")]
      change(&report)
      return try #require(report.html.split(separator: "<section ").dropFirst().first)
    }
    #expect(try panel { _ in }.hasPrefix("class=\"verdict held\">"))
    #expect(try report().html.contains("<li class=\"held\">"))
    for (title, change) in [
      ("Nothing is proven", { $0.uncheckedReason = "nobody was served" }),
      ("Nothing is proven", { ($0.invariants, $0.uncheckedReason) = ([], "nothing was sent") }),
      ("The run was interrupted", { $0.isInterrupted = true }),
      ("A threshold was exceeded; every invariant held: 1 of 1", { $0.exceededThresholds = ["p99 <was> long"] }),
    ] as [(String, (inout LoadReport) -> Void)] {
      let panel = try panel(change)
      #expect(panel.hasPrefix("class=\"verdict unproven\">") && panel.contains(title), "\(panel)")
    }
    #expect(try panel { $0.exceededThresholds = ["p99 <was> long"] }.contains("p99 &lt;was&gt; long"))
    #expect(
      try panel { ($0.invariants, $0.isInterrupted) = ([Self.broken], true) }.hasPrefix("class=\"verdict broken\">"))
  }

  @Test func theStartHasItsFraction() throws {
    var report = try report()
    report.startTime = ProtobufTimestamp(seconds: 1_700_000_000, nanos: 250_000_000)
    #expect(report.html.contains("<dd>2023-11-14 22:13:20.250 UTC</dd>"))
    #expect(report.html.contains("<dt>Seed</dt><dd>1</dd>"))
  }

  @Test func whatItTakesToRunItAgainIsThere() throws {
    var report = try report()
    report.inputs.program = "campaign-load 1.2.3"
    report.inputs.command = "campaign-load burst --campaign 7 <x>"
    let html = report.html
    for fact in [
      "<dt>Users</dt><dd>one for each request", "<dt>Seed</dt><dd>1<", "<dt>Program</dt><dd>campaign-load 1.2.3<",
      "<dt>Command line</dt><dd>campaign-load burst --campaign 7 &lt;x&gt;<",
    ] {
      #expect(html.contains(fact), "\(fact)")
    }
  }

  @Test func aPlotsLegendHasTheNamesOfTheOutcomesThemselves() throws {
    var report = try report()
    report.outcomes = ["OK": 100, "SOLD_OUT": 880, "INTERNAL": 15, "DATABASE_UNAVAILABLE": 5]
    #expect(report.name(of: .other) == "DATABASE_UNAVAILABLE, INTERNAL" && report.name(of: .ok) == "OK")
    #expect(report.html.contains("<tr class=\"error\"><th scope=\"row\"><i class=\"swatch series-other\"></i>INTERNAL"))
  }

  @Test func plotsComeBeforeTheEvidence() throws {
    let html = try report().html
    let (plots, proof) = (try #require(html.range(of: "<figure>")), try #require(html.range(of: "<code>codes_unique")))
    #expect(plots.lowerBound < proof.lowerBound)
  }

  @Test func aRunThatSentNothingHasAPage() throws {
    let html = try report(requests: 0, invariants: []).html
    #expect(html.contains("No request was sent") && html.contains("<data id=\"unsent\" value=\"1000\">"))
  }

  @Test(arguments: [
    (0.0, "0%"), (0.0001, "&lt;0.1%"), (0.5, "50%"), (0.1234, "12.3%"), (0.9999, "&gt;99.9%"), (1, "100%"),
  ])
  func aShareIsNeverRoundedToNothingOrAll(share: Double, expected: String) {
    #expect(HTMLText.share(share) == expected)
  }

  @Test func theJSONHasTheTimelineThatThePagePlots() throws {
    let json = try report().json
    #expect(json.contains("\"timeline_interval_us\": 10000"))
    #expect(
      json.contains("\"p50_us\": 1234, \"p99_us\": 1234, \"sent\": 10, \"start_us\": 0, \"outcomes\": {\"OK\": 9}}"))
    #expect(json.contains("{\"ms\": 1, \"outcomes\": {\"OK\": 1}}"))
    #expect(json.contains("\"first_coupon_us\": 1234"))
    // Scripts take the first of a name: that of the whole run.
    #expect(json.contains("\"outcomes\": {\n    \"OK\": 100,") && json.hasPrefix("{\n  \"address\""))
    let (whole, parts) = (try #require(json.range(of: "\"outcomes\"")), try #require(json.range(of: "first_second")))
    #expect(whole.lowerBound < parts.lowerBound)
  }
}
